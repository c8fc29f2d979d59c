/// Two-dimensional convolution and its gradients.
package protocol ConvolutionKernels {
  /// Computes the convolution `y` of images with filters.
  ///
  /// `y[b, i, j, f]` is one chain of fused multiply-adds over filter rows, filter columns and input
  /// channels, in that order, starting from +0 and stored as sum + (+0); zeros around the image
  /// count as exact zeros. So a sample's bits do not depend on which samples are computed with it.
  /// Zeros are skipped where a sample is sparse, as after a ReLU, without changing a bit;
  /// `wIsFinite` states that the filters are known to be finite and need no check.
  ///
  /// Shapes: `x` is `[rows, inputHeight, inputWidth, inputChannels]`, `filters` is `[filterHeight,
  /// filterWidth, inputChannels, filters]`, `y` is `[rows, outputHeight, outputWidth, filters]`,
  /// none of them overlapping another. `scratch` holds `convolutionScratchCount` floats.
  static func convolution(
    _ x: UnsafePointer<Float>, _ filters: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
    wIsFinite: Bool, scratch: UnsafeMutablePointer<Float>
  )

  /// Computes one block of the reduction tree of `db`, the gradient of what a convolution adds to
  /// each output pixel.
  ///
  /// `db[f]` is the tree sum over the leaves of each leaf's sum, which adds its samples' pixels in
  /// row-major order, starting from +0; the root is stored as sum + (+0). Pixels without a gradient
  /// after a pooling count as exact zeros.
  ///
  /// Shapes: `db` is `[filters]`. `leafRows`, `leafCount` and `scratch` are those of
  /// `convolutionFilterGradient`.
  static func convolutionBiasGradient(
    _ dy: ConvolutionOutputGradient, into db: UnsafeMutablePointer<Float>,
    geometry: ConvolutionGeometry, leafRows: UnsafePointer<Int>, leafCount: Int,
    scratch: UnsafeMutablePointer<Float>
  )

  /// Computes one block of the reduction tree of `dw`, the gradient of a convolution's filters.
  ///
  /// `dw[r, s, c, f]` is the tree sum over the leaves of each leaf's sum, which is one chain of
  /// fused multiply-adds over its samples, their output rows and their output columns, in that
  /// order, starting from +0; the root is stored as sum + (+0). Zeros around the image count as
  /// exact zeros, and an empty leaf is a zero that is added like any other.
  ///
  /// Where most of `dy` is zeros, as after ReLU, dropout and pooling, these are skipped, without
  /// changing a bit.
  ///
  /// Shapes: `x` is `[rows, inputHeight, inputWidth, inputChannels]`, `dw` is
  /// `[filterHeight, filterWidth, inputChannels, filters]`, none of them overlapping another.
  /// `leafRows` and `leafCount` are those of `weightGradient`, in samples. `scratch` holds
  /// `convolutionScratchCount` floats.
  static func convolutionFilterGradient(
    _ x: UnsafePointer<Float>, _ dy: ConvolutionOutputGradient,
    into dw: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry,
    leafRows: UnsafePointer<Int>, leafCount: Int, scratch: UnsafeMutablePointer<Float>
  )

  /// Computes `dx`, the input gradient of a convolution.
  ///
  /// `dx[b, i, j, c]` is one chain of fused multiply-adds over the output pixels that read the
  /// input pixel, by row and column, and for each over the filters in order, starting from +0 and
  /// stored as sum + (+0); pixels beyond the output's edge count as exact zeros.
  ///
  /// Where most of `dy` is zeros, these are skipped, without changing a bit.
  ///
  /// Shapes: `filters` is `[filterHeight, filterWidth, inputChannels, filters]`, `dx` is
  /// `[rows, inputHeight, inputWidth, inputChannels]`, none of them overlapping another. `scratch`
  /// holds `convolutionScratchCount` floats.
  static func convolutionInputGradient(
    _ dy: ConvolutionOutputGradient, _ filters: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
    scratch: UnsafeMutablePointer<Float>
  )

  /// The number of floats that a convolution's `scratch` needs, for any number of samples.
  ///
  /// Enough for `convolution` and its gradients in up to 1,024 leaves, with an output gradient
  /// after `pooling`, if given. The scratch is aligned to 64 bytes.
  static func convolutionScratchCount(
    _ geometry: ConvolutionGeometry, pooling: PoolingGeometry?
  ) -> Int
}

extension ConvolutionKernels {
  /// `convolution` with filters that are not known to be finite.
  package static func convolution(
    _ x: UnsafePointer<Float>, _ filters: UnsafePointer<Float>,
    into y: UnsafeMutablePointer<Float>, geometry: ConvolutionGeometry, rows: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    convolution(
      x, filters, into: y, geometry: geometry, rows: rows, wIsFinite: false, scratch: scratch)
  }

  /// The scratch of a convolution that no pooling follows.
  package static func convolutionScratchCount(_ geometry: ConvolutionGeometry) -> Int {
    convolutionScratchCount(geometry, pooling: nil)
  }
}
