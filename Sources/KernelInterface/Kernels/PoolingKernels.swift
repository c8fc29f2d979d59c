/// Two-dimensional pooling and its gradients.
package protocol PoolingKernels {
  /// Computes the mean of each window's cells inside the image.
  ///
  /// `y[b, i, j, c]` is the sum of the cells in row-major order, starting from +0, divided by their
  /// number. Source: Keras 3, `AveragePooling2D`.
  ///
  /// Shapes: `x` is `[rows, inputHeight, inputWidth, channels]`, `y` is
  /// `[rows, outputHeight, outputWidth, channels]`, not overlapping.
  static func averagePooling(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
    rows: Int
  )

  /// Computes the input gradient of `averagePooling`: each cell gets an equal part of the output's
  /// gradient.
  ///
  /// A part is `dy` divided by the number of the window's cells inside the image; where windows
  /// overlap, `dx` adds their parts in row-major order of the outputs, starting from +0.
  ///
  /// Shapes: `dy` is `[rows, outputHeight, outputWidth, channels]`, `dx` is
  /// `[rows, inputHeight, inputWidth, channels]`, not overlapping.
  static func averagePoolingGradient(
    _ dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, geometry: PoolingGeometry,
    rows: Int
  )

  /// Computes the greatest number of each window and the index of its cell.
  ///
  /// `y[b, i, j, c]` is the first greatest number of the window in row-major order, or the first
  /// NaN; `indices` gets its cell, `row * poolWidth + column` in the window, cells beyond the image
  /// counted. Without `indices` only `y` is computed. Source: Keras 3, `MaxPooling2D`.
  ///
  /// Shapes: `x` is `[rows, inputHeight, inputWidth, channels]`, `y` and `indices` are
  /// `[rows, outputHeight, outputWidth, channels]`, none of them overlapping another.
  static func maxPooling(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    indices: UnsafeMutablePointer<Int32>?, geometry: PoolingGeometry, rows: Int
  )

  /// Computes the input gradient of `maxPooling`: each output's whole gradient is added to its
  /// cell.
  ///
  /// Where windows overlap, `dx` adds their gradients in row-major order of the outputs, starting
  /// from +0. Source: Keras 3, `MaxPooling2D`, where the first of equal values gets the whole
  /// gradient.
  ///
  /// Shapes: `dy` and `indices` are `[rows, outputHeight, outputWidth, channels]`, `dx` is
  /// `[rows, inputHeight, inputWidth, channels]`, none of them overlapping another.
  static func maxPoolingGradient(
    _ dy: UnsafePointer<Float>, indices: UnsafePointer<Int32>,
    into dx: UnsafeMutablePointer<Float>, geometry: PoolingGeometry, rows: Int
  )
}
