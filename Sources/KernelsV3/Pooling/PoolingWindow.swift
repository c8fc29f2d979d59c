import KernelInterface

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
