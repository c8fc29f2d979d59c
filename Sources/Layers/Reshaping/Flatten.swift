public import Engine

/// All of a sample's elements in one dimension, in row-major order.
///
/// Shapes: `[batch, h, w, c]` becomes `[batch, h * w * c]`; nothing is copied. Source: Keras 3,
/// `Flatten`.
public final class Flatten: BuiltInLayer {
  package let base: LayerBase

  /// Creates a flattening layer; as the first layer of a `Sequential` it needs `inputShape`.
  public init(inputShape: Shape? = nil, name: String? = nil) {
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// Returns the number of the input's elements.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    try onlyShape(of: inputs).flattened()
  }

  /// Returns no operations: the output is the input's memory.
  package func operations(of inputs: [Shape]) -> [any Operation] { [] }

  package var arguments: [String: ConfigurationValue] { ["data_format": "channels_last"] }
}
