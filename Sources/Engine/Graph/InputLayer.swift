/// An input of a model.
///
/// Source: Keras 3, `InputLayer`.
public final class InputLayer: BuiltInLayer {
  package let base: LayerBase
  /// The shape of one sample.
  package let shape: Shape

  /// Creates an input of samples of the given shape.
  public init(shape: Shape, name: String? = nil) {
    self.shape = shape
    base = LayerBase(name: name, inputShape: shape)
  }

  /// The shape of the samples.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape { shape }

  /// An empty array: the caller writes the data to the output's memory.
  package func operations(of inputs: [Shape]) -> [any Operation] { [] }

  package var arguments: [String: ConfigurationValue] {
    [
      "batch_shape": .array([.null] + shape.dimensions.map(ConfigurationValue.integer)),
      "dtype": "float32",
    ]
  }
}
