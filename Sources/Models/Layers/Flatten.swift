public import FileFormats

/// All of a sample's elements in one dimension, the last index running fastest.
///
/// Shapes: `[batch, h, w, c]` becomes `[batch, h * w * c]`; nothing is copied. Source: Keras 3,
/// `Flatten`.
public final class Flatten: Layer {
  public let name: String?
  public let inputShape: Shape?

  /// A flattening layer; as the first layer of a `Sequential` it needs `inputShape`.
  public init(inputShape: Shape? = nil, name: String? = nil) {
    self.inputShape = inputShape
    self.name = name
  }

  public var className: String { "Flatten" }

  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    try onlyShape(of: inputs).flattened()
  }

  public func operations(for inputs: [Shape]) -> [any Operation] { [] }

  public var configuration: [String: JSON] { ["data_format": "channels_last"] }
}
