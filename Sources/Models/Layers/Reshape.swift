public import FileFormats

/// The same elements in another shape; nothing is copied.
///
/// Source: Keras 3, `Reshape`.
public final class Reshape: Layer {
  /// The shape of one sample of the output.
  public let targetShape: Shape
  /// The name that was given, or nil for a counted one.
  public let name: String?

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A layer to a shape; as the first layer of a `Sequential` it needs `inputShape`.
  public init(_ targetShape: Shape, inputShape: Shape? = nil, name: String? = nil) {
    self.targetShape = targetShape
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Reshape" }

  /// The target shape, for an input of as many elements.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard shape.elementCount == targetShape.elementCount else {
      throw .shape(
        layer: name ?? className,
        expected: "\(targetShape.elementCount) elements, as \(targetShape) has", found: shape)
    }
    return targetShape
  }

  /// None: the output is the input's memory.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// The arguments in Keras's words.
  public var configuration: [String: JSON] {
    ["target_shape": .array(targetShape.dimensions.map(JSON.integer))]
  }
}
