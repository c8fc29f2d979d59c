public import Engine

/// All of a sample's elements in one dimension, the last index running fastest.
///
/// Shapes: `[batch, h, w, c]` becomes `[batch, h * w * c]`; nothing is copied. Source: Keras 3,
/// `Flatten`.
public final class Flatten: BuiltInLayer {
  package let base: LayerBase

  /// A flattening layer; as the first layer of a `Sequential` it needs `inputShape`.
  public init(inputShape: Shape? = nil, name: String? = nil) {
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// The number of the input's elements.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    try onlyShape(of: inputs).flattened()
  }

  /// None: the output is the input's memory.
  package func operations(of inputs: [Shape]) -> [any Operation] { [] }

  package var arguments: [String: ConfigurationValue] { ["data_format": "channels_last"] }
}
