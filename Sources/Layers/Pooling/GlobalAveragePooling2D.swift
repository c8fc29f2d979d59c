public import Engine

/// The mean of each channel over all pixels.
///
/// Shapes: `[batch, height, width, channels]` becomes `[batch, channels]`. Source: Keras 3,
/// `GlobalAveragePooling2D`.
public final class GlobalAveragePooling2D: BuiltInLayer {
  package let base: LayerBase

  /// Creates a layer.
  public init(name: String? = nil) {
    base = LayerBase(name: name)
  }

  /// Returns `[channels]` for an input of three dimensions.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(shape, size: (1, 1), strides: (1, 1), padding: .valid)
    return [shape.dimensions[2]]
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let sizes = inputs[0].dimensions
    let windows = PoolingWindows(
      poolSize: (sizes[0], sizes[1]), strides: (1, 1), padding: .valid)
    return [AveragePoolingOperation(geometry: windows.geometry(for: inputs[0]))]
  }

  package var arguments: [String: ConfigurationValue] { ["data_format": "channels_last"] }
}
