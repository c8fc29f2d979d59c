public import Engine

/// The concatenation of tensors along one axis.
///
/// Shapes: the inputs may differ only in the size along `axis`, and the output's size along it is
/// their sum. Source: Keras 3, `Concatenate`.
public final class Concatenate: BuiltInLayer {
  /// The axis as Keras counts it: 0 is the batch, 1 a sample's first axis, -1 the last.
  package let axis: Int
  package let base: LayerBase

  /// Creates a layer along an axis, by default the last.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    base = LayerBase(name: name)
  }

  /// Returns the inputs' shape with the sum of the sizes along the axis.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let first = try firstShape(ofSeveral: inputs)
    let index = try sampleAxis(axis, of: first)
    var sizes = first.dimensions
    for shape in inputs.dropFirst() {
      var others = shape.dimensions
      guard shape.rank == first.rank else { throw mismatch(first, shape, index) }
      let (sum, overflows) = sizes[index].addingReportingOverflow(others[index])
      sizes[index] = overflows ? .max : sum
      others[index] = first.dimensions[index]
      guard others == first.dimensions else { throw mismatch(first, shape, index) }
    }
    return Shape(sizes)
  }

  private func mismatch(_ first: Shape, _ found: Shape, _ index: Int) -> ModelError {
    .shape(
      layer: name ?? className,
      expected: "\(first), as its first input has, but for the size along axis \(index + 1)",
      found: found)
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let sizes = inputs[0].dimensions
    let index = axis < 0 ? axis + sizes.count : axis - 1
    return [
      ConcatenateOperation(
        runCount: sizes[..<index].reduce(1, *),
        runSizes: inputs.map { $0.dimensions[index...].reduce(1, *) })
    ]
  }

  package var arguments: [String: ConfigurationValue] { ["axis": .integer(axis)] }
}
