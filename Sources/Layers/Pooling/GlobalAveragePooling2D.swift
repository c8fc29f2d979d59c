public import Engine

/// The mean of each channel over all pixels.
///
/// Shapes: `[batch, height, width, channels]` becomes `[batch, channels]`. Source: Keras 3,
/// `GlobalAveragePooling2D`.
public final class GlobalAveragePooling2D: Layer {
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// A layer without settings.
  public init(name: String? = nil) {
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "GlobalAveragePooling2D" }

  /// `[channels]` for an input of three dimensions.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(shape, size: (1, 1), strides: (1, 1), padding: .valid)
    return [shape.dimensions[2]]
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    let sizes = inputs[0].dimensions
    let windows = PoolingWindows(
      poolSize: (sizes[0], sizes[1]), strides: (1, 1), padding: .valid)
    return [AveragePoolingOperation(geometry: windows.geometry(for: inputs[0]))]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["data_format": "channels_last"] }
}
