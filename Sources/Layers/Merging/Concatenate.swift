public import Engine

/// Tensors side by side along one axis.
///
/// Shapes: the inputs may differ only in the size along `axis`, and the output's is the sum of
/// theirs. Source: Keras 3, `Concatenate`.
public final class Concatenate: Layer {
  /// The axis, of which 0 would be the batch's: 1 is a sample's first, -1 the last.
  public let axis: Int
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// A layer along an axis, the last unless `axis` says otherwise.
  public init(axis: Int = -1, name: String? = nil) {
    self.axis = axis
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Concatenate" }

  /// The inputs' shape with the sum of the sizes along the axis.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
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

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    let sizes = inputs[0].dimensions
    let place = axis < 0 ? axis + sizes.count : axis - 1
    return [
      ConcatenateOperation(
        runCount: sizes[..<place].reduce(1, *),
        runSizes: inputs.map { $0.dimensions[place...].reduce(1, *) })
    ]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["axis": .integer(axis)] }
}
