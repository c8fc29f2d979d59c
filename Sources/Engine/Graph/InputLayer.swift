/// The place where a model's data enter.
///
/// Source: Keras 3, `InputLayer`.
public final class InputLayer: Layer {
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()
  /// The shape of one sample.
  public let shape: Shape

  /// An input of samples of the given shape.
  public init(shape: Shape, name: String? = nil) {
    self.shape = shape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "InputLayer" }

  /// The shape of one sample of the input, where one was given.
  public var inputShape: Shape? { shape }

  /// The shape of the samples.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { shape }

  /// None: the data are put where the output stands.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "batch_shape": .array([.null] + shape.dimensions.map(ConfigurationValue.integer)),
      "dtype": "float32",
    ]
  }
}
