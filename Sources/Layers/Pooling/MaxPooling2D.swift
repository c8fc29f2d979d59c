/// The largest number of each window of an image, channel by channel.
///
/// Shapes are those of `Pooling2D`. Padding is never the largest; the gradient goes to a window's
/// first largest number. Source: Keras 3, `MaxPooling2D`.
public final class MaxPooling2D: Pooling2D {
  /// Windows of a size, side by side unless `strides` says otherwise.
  public init(
    _ poolSize: (Int, Int) = (2, 2), strides: (Int, Int)? = nil, padding: Padding = .valid,
    name: String? = nil
  ) {
    super.init(
      className: "MaxPooling2D", name: name,
      PoolingWindows(poolSize: poolSize, strides: strides ?? poolSize, padding: padding),
      operation: MaxPoolingOperation.init)
  }
  /// Square windows, side by side unless `strides` says otherwise: `MaxPooling2D(2)`.
  public convenience init(
    _ poolSize: Int, strides: Int? = nil, padding: Padding = .valid, name: String? = nil
  ) {
    self.init(
      (poolSize, poolSize), strides: strides.map { ($0, $0) }, padding: padding, name: name)
  }
}
