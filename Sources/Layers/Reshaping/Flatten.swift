public import Engine

/// All of a sample's elements in one dimension, the last index running fastest.
///
/// Shapes: `[batch, h, w, c]` becomes `[batch, h * w * c]`; nothing is copied. Source: Keras 3,
/// `Flatten`.
public final class Flatten: Layer {
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A flattening layer; as the first layer of a `Sequential` it needs `inputShape`.
  public init(inputShape: Shape? = nil, name: String? = nil) {
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Flatten" }

  /// The number of the input's elements.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    try onlyShape(of: inputs).flattened()
  }

  /// None: the output is the input's memory.
  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["data_format": "channels_last"] }
}
