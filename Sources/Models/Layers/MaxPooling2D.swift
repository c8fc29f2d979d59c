public import FileFormats

/// The largest number of each window of an image, channel by channel.
///
/// Shapes: `[batch, height, width, channels]` becomes `[batch, newHeight, newWidth, channels]`;
/// without padding `newHeight` is `⌊(height - poolHeight) / stride⌋ + 1`, and what does not fill a
/// window is left out. The gradient goes to a window's first largest number. Source: Keras 3,
/// `MaxPooling2D`.
public final class MaxPooling2D: Layer {
  /// The height and width of a window.
  public var poolSize: (Int, Int) { windows.poolSize }
  /// The rows and columns from one window to the next.
  public var strides: (Int, Int) { windows.strides }
  /// What surrounds the images; it is never the largest.
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
  public var className: String { "MaxPooling2D" }

  /// `[newHeight, newWidth, channels]` for an input of three dimensions.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkWindow(shape, size: poolSize, strides: strides, padding: padding)
    return windows.outputShape(for: shape)
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    [MaxPoolingOperation(geometry: windows.geometry(for: inputs[0]))]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: JSON] { windows.configuration }
}
