/// The sizes of a two-dimensional pooling.
///
/// Images are `[height, width, channels]`. Window `(i, j)` starts at the input's row `i *
/// strideHeight - paddingTop` and column `j * strideWidth - paddingLeft`; cells outside the image
/// are skipped, and at least one cell of each window is inside.
public struct PoolingGeometry: Sendable, Equatable {
  /// The rows of an input image.
  public var inputHeight: Int
  /// The columns of an input image.
  public var inputWidth: Int
  /// The values at each pixel.
  public var channels: Int
  /// The rows of a window.
  public var poolHeight: Int
  /// The columns of a window.
  public var poolWidth: Int
  /// The input rows from one window to the next.
  public var strideHeight: Int
  /// The input columns from one window to the next.
  public var strideWidth: Int
  /// The number of rows by which the first windows start above the image.
  public var paddingTop: Int
  /// The number of columns by which the first windows start to the left of the image.
  public var paddingLeft: Int
  /// The rows of an output image.
  public var outputHeight: Int
  /// The columns of an output image.
  public var outputWidth: Int

  /// All sizes and strides at least 1, paddings at least 0.
  public init(
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
  public var inputCount: Int { inputHeight * inputWidth * channels }

  /// The number of values of an output image.
  public var outputCount: Int { outputHeight * outputWidth * channels }
}

/// The cells of one window that lie inside the image.
struct PoolingWindow {
  /// The offset of the first cell in the image, in floats.
  var offset: Int
  /// The index of the first cell in the window, in cells of the window.
  var firstCell: Int
  var rows: Int
  var columns: Int

  /// The cells as a divisor.
  @inline(__always)
  var count: Vector { Vector(repeating: Float(rows &* columns)) }
}

extension PoolingGeometry {
  /// Whether a cell may lie in several windows.
  @inline(__always)
  var windowsOverlap: Bool { poolHeight > strideHeight || poolWidth > strideWidth }

  /// Whether each cell of the image lies in exactly one window.
  @inline(__always)
  var windowsTileTheImage: Bool {
    poolHeight == strideHeight && poolWidth == strideWidth
      && outputHeight &* strideHeight &- paddingTop >= inputHeight
      && outputWidth &* strideWidth &- paddingLeft >= inputWidth
  }

  /// Calls `body` for every output pixel of an image in row-major order with its offset in floats.
  @inline(__always)
  func forEachWindow(_ body: (_ output: Int, _ window: PoolingWindow) -> Void) {
    var output = 0
    for i in 0..<outputHeight {
      let top = i &* strideHeight &- paddingTop
      let firstRow = top < 0 ? 0 : top
      let endRow = top &+ poolHeight < inputHeight ? top &+ poolHeight : inputHeight
      for j in 0..<outputWidth {
        let left = j &* strideWidth &- paddingLeft
        let firstColumn = left < 0 ? 0 : left
        let endColumn = left &+ poolWidth < inputWidth ? left &+ poolWidth : inputWidth
        body(
          output,
          PoolingWindow(
            offset: (firstRow &* inputWidth &+ firstColumn) &* channels,
            firstCell: (firstRow &- top) &* poolWidth &+ (firstColumn &- left),
            rows: endRow &- firstRow, columns: endColumn &- firstColumn))
        output &+= channels
      }
    }
  }

  /// Calls `body` for every cell of a window in row-major order, with its offset from the first
  /// cell in floats and its index in the window.
  @inline(__always)
  func forEachCell(of window: PoolingWindow, _ body: (_ offset: Int, _ cell: Int) -> Void) {
    if window.rows == 2 && window.columns == 2 {
      // The common window, for which loop overhead would exceed the bodies.
      let (below, cell) = (inputWidth &* channels, window.firstCell)
      body(0, cell)
      body(channels, cell &+ 1)
      body(below, cell &+ poolWidth)
      body(below &+ channels, cell &+ poolWidth &+ 1)
      return
    }
    for row in 0..<window.rows {
      let rowOffset = row &* inputWidth &* channels
      let rowCell = window.firstCell &+ row &* poolWidth
      for column in 0..<window.columns {
        body(rowOffset &+ column &* channels, rowCell &+ column)
      }
    }
  }
}
