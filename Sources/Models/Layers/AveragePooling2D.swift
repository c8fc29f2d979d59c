public import FileFormats

/// The mean of each window of an image, channel by channel.
///
/// Shapes as those of `MaxPooling2D`. A window that reaches beyond the image is divided by the
/// pixels that it has inside. Source: Keras 3, `AveragePooling2D`.
public final class AveragePooling2D: Layer {
  /// The height and width of a window.
  public var poolSize: (Int, Int) { windows.poolSize }
  /// The rows and columns from one window to the next.
  public var strides: (Int, Int) { windows.strides }
  /// What surrounds the images; it does not count.
  public var padding: Padding { windows.padding }
  /// The name that was given, or nil for a counted one.
  public let name: String?

  private let windows: PoolingWindows

  /// Windows of a size, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
    name: String? = nil
  ) {
    windows = PoolingWindows(
      poolSize: poolSize, strides: strides ?? poolSize, padding: padding)
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "AveragePooling2D" }

  /// `[newHeight, newWidth, channels]` for an input of three dimensions.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(shape, size: poolSize, strides: strides, padding: padding)
    return windows.outputShape(for: shape)
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    [AveragePoolingOperation(geometry: windows.geometry(for: inputs[0]))]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: JSON] { windows.configuration }
}
