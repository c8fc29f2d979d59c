/// The mean of each window of an image, channel by channel.
///
/// Shapes are those of `Pooling2D`. A window that reaches beyond the image is divided by the pixels
/// that it has inside. Source: Keras 3, `AveragePooling2D`.
public final class AveragePooling2D: Pooling2D {
  /// Windows of a size, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
    name: String? = nil
  ) {
    super.init(
      className: "AveragePooling2D", name: name,
      PoolingWindows(poolSize: poolSize, strides: strides ?? poolSize, padding: padding),
      operation: AveragePoolingOperation.init)
  }
  /// Square windows, side by side unless `strides` says otherwise: `AveragePooling2D(2)`.
  public convenience init(
    _ poolSize: Int, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.init(
      (poolSize, poolSize), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }
}
