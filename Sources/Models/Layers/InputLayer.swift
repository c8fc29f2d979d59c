public import FileFormats

/// The place where a model's data enter.
///
/// Source: Keras 3, `InputLayer`.
public final class InputLayer: Layer {
  public let name: String?
  /// The shape of one sample.
  public let shape: Shape

  /// An input of samples of the given shape.
  public init(shape: Shape, name: String? = nil) {
    self.shape = shape
    self.name = name
  }

  public var className: String { "InputLayer" }
  public var inputShape: Shape? { shape }

  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { shape }

  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  public var configuration: [String: JSON] {
    ["batch_shape": .array([.null] + shape.dimensions.map(JSON.integer)), "dtype": "float32"]
  }
}
