/// An input of a model.
///
/// Source: Keras 3, `InputLayer`.
public final class InputLayer: Layer {
  /// The name, or nil for one derived from the class.
  public let name: String?
  /// The layer's state, which has no variables.
  public let state = LayerState()
  /// The shape of one sample.
  public let shape: Shape

  /// Creates an input of samples of the given shape.
  public init(shape: Shape, name: String? = nil) {
    self.shape = shape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "InputLayer" }

  /// The shape of one sample.
  public var inputShape: Shape? { shape }

  /// The shape of the samples.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { shape }

  /// An empty array: the caller writes the data to the output's memory.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// The arguments by Keras's names.
  public var configuration: [String: ConfigurationValue] {
    [
      "batch_shape": .array([.null] + shape.dimensions.map(ConfigurationValue.integer)),
      "dtype": "float32",
    ]
  }
}
