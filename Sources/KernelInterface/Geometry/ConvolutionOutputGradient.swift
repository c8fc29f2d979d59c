/// The gradient of a convolution's output, or of the output of the max pooling that follows it.
///
/// After a pooling only the greatest cell of each window has a gradient, and kernels that skip
/// zeros never store the others. Both forms give the same bits.
package struct ConvolutionOutputGradient {
  package var values: UnsafePointer<Float>
  /// The greatest cell of each window; nil without a pooling.
  package var cells: UnsafePointer<Int32>?
  package var pooling: PoolingGeometry?

  /// The gradient of each output pixel, `[rows, outputHeight, outputWidth, filters]`.
  package init(_ dy: UnsafePointer<Float>) {
    values = dy
  }

  /// The gradient of the output's max pooling, and its `indices`, both
  /// `[rows, pooling.outputHeight, pooling.outputWidth, filters]`.
  ///
  /// The windows satisfy `PoolingGeometry.windowsAreApart`.
  package init(
    pooled dy: UnsafePointer<Float>, indices: UnsafePointer<Int32>, by pooling: PoolingGeometry
  ) {
    values = dy
    cells = indices
    self.pooling = pooling
  }
}
