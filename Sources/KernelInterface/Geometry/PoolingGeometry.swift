/// The sizes of a two-dimensional pooling.
///
/// Images are `[height, width, channels]`. Window `(i, j)` starts at the input's row `i *
/// strideHeight - paddingTop` and column `j * strideWidth - paddingLeft`; cells outside the image
/// are skipped, and at least one cell of each window is inside.
package struct PoolingGeometry: Sendable, Equatable {
  /// The rows of an input image.
  package var inputHeight: Int
  /// The columns of an input image.
  package var inputWidth: Int
  /// The values at each pixel.
  package var channels: Int
  /// The rows of a window.
  package var poolHeight: Int
  /// The columns of a window.
  package var poolWidth: Int
  /// The input rows from one window to the next.
  package var strideHeight: Int
  /// The input columns from one window to the next.
  package var strideWidth: Int
  /// The number of rows by which the first windows start above the image.
  package var paddingTop: Int
  /// The number of columns by which the first windows start to the left of the image.
  package var paddingLeft: Int
  /// The rows of an output image.
  package var outputHeight: Int
  /// The columns of an output image.
  package var outputWidth: Int

  /// All sizes and strides at least 1, paddings at least 0.
  package init(
    inputHeight: Int, inputWidth: Int, channels: Int, poolHeight: Int, poolWidth: Int,
    strideHeight: Int, strideWidth: Int, paddingTop: Int, paddingLeft: Int, outputHeight: Int,
    outputWidth: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.channels = channels
    self.poolHeight = poolHeight
    self.poolWidth = poolWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
  }

  /// The number of values of an input image.
  package var inputCount: Int { inputHeight * inputWidth * channels }

  /// The number of values of an output image.
  package var outputCount: Int { outputHeight * outputWidth * channels }
}

extension PoolingGeometry {
  /// Whether a cell may lie in several windows.
  package var windowsOverlap: Bool { poolHeight > strideHeight || poolWidth > strideWidth }

  /// Whether the windows lie inside the image and no cell is in two of them.
  package var windowsAreApart: Bool {
    !windowsOverlap && paddingTop == 0 && paddingLeft == 0
      && (outputHeight - 1) * strideHeight + poolHeight <= inputHeight
      && (outputWidth - 1) * strideWidth + poolWidth <= inputWidth
  }
}
