/// Computes the mean over all pixels of each sample, channel by channel.
///
/// `y[b, c]` is the sum of the pixels in order, starting from +0, divided by their number.
/// Source: Keras 3, `GlobalAveragePooling2D`.
///
/// Shapes: `x` is `[rows, pixels, channels]`, `y` is `[rows, channels]`, not overlapping.
public func globalAveragePooling(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, pixels: Int,
  channels: Int
) {
  averagePooling(x, into: y, geometry: .whole(pixels: pixels, channels: channels), rows: rows)
}

/// Computes the input gradient of `globalAveragePooling`: `dx[b, p, c] = dy[b, c] / pixels`.
///
/// Shapes: `dy` is `[rows, channels]`, `dx` is `[rows, pixels, channels]`, not overlapping.
public func globalAveragePoolingGradient(
  _ dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, rows: Int, pixels: Int,
  channels: Int
) {
  averagePoolingGradient(
    dy, into: dx, geometry: .whole(pixels: pixels, channels: channels), rows: rows)
}

extension PoolingGeometry {
  /// One window over all pixels.
  fileprivate static func whole(pixels: Int, channels: Int) -> PoolingGeometry {
    PoolingGeometry(
      inputHeight: 1, inputWidth: pixels, channels: channels, poolHeight: 1, poolWidth: pixels,
      strideHeight: 1, strideWidth: 1, paddingTop: 0, paddingLeft: 0, outputHeight: 1,
      outputWidth: 1)
  }
}
