import KernelInterface

extension CompiledKernels {
  package static func matmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
    max(
      max(rows, inner, columns, 0) * packedPanelWidth + treeDepth * largestTileCount,
      sparseMatmulScratchCount(rows: rows, inner: inner, columns: columns),
      sparseWeightGradientScratchCount(rows: rows, columns: columns))
  }
}

/// The widest packed panel, in floats.
let packedPanelWidth = 32

/// The number of floats of the largest tile of a tree sum.
let largestTileCount = 12 * 32

extension CompiledKernels {
  package static func matmul(
    _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, wIsFinite: Bool,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let done = sparseMatmul(
      x, w, into: y, rows: rows, inner: inner, columns: columns, wIsFinite: wIsFinite,
      scratch: scratch)
    forEachPanel(columns &- done) { column, width, valid in
      let column = done &+ column
      var panel = Panel(
        a: x, aRow: inner, aStep: 1, b: w + column, bStep: columns, c: y + column, cRow: columns,
        columns: valid)
      if valid < width {
        packPanel(
          w + column, sourceRow: columns, rows: inner, valid: valid, width: width, into: scratch)
        panel.b = UnsafePointer(scratch)
        panel.bStep = width
      }
      ProductTiles(panel: panel, steps: inner).computeRows(rows, width: width)
    }
  }
}
