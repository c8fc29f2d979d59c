public import Engine

/// Tensors side by side along one axis.
///
/// Shapes: the inputs may differ only in the size along `axis`, and the output's is the sum of
/// theirs. Source: Keras 3, `Concatenate`.
public final class Concatenate: BuiltInLayer {
  /// The axis, of which 0 would be the batch's: 1 is a sample's first, -1 the last.
  package let axis: Int
  package let base: LayerBase

  /// A layer along an axis, the last unless `axis` says otherwise.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    base = LayerBase(name: name)
  }

  /// The inputs' shape with the sum of the sizes along the axis.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let first = try firstShape(ofSeveral: inputs)
    let place = try sampleAxis(axis, of: first)
    var sizes = first.dimensions
    for shape in inputs.dropFirst() {
      var others = shape.dimensions
      guard shape.rank == first.rank else { throw mismatch(first, shape, place) }
      let (sum, overflows) = sizes[place].addingReportingOverflow(others[place])
      sizes[place] = overflows ? .max : sum
      others[place] = first.dimensions[place]
      guard others == first.dimensions else { throw mismatch(first, shape, place) }
    }
    return Shape(sizes)
  }

  private func mismatch(_ first: Shape, _ found: Shape, _ place: Int) -> ModelError {
    .shape(
      layer: name ?? className,
      expected: "\(first), as its first input has, but for the size along axis \(place + 1)",
      found: found)
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let sizes = inputs[0].dimensions
    let place = axis < 0 ? axis + sizes.count : axis - 1
    return [
      ConcatenateOperation(
        runCount: sizes[..<place].reduce(1, *),
        runSizes: inputs.map { $0.dimensions[place...].reduce(1, *) })
    ]
  }

  package var arguments: [String: ConfigurationValue] { ["axis": .integer(axis)] }
}
