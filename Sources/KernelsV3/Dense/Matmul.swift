import KernelInterface

extension CompiledKernels {
  package static func matmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
    max(
      max(inner, columns) * packedPanelWidth,
      weightGradientScratchCount(rows: rows, columns: columns),
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
      if valid < width || repaysPacking(tiles: rows / greatestTileHeight, of: columns) {
        packPanel(
          w + column, sourceRow: columns, rows: inner, valid: valid, width: width, into: scratch)
        panel.b = UnsafePointer(scratch)
        panel.bStep = width
      }
      ProductTiles(panel: panel, steps: inner).computeRows(rows, width: width)
    }
  }
}

/// Whether `tiles` tiles read a panel of a wider matrix so often that copying it first is faster.
///
/// In the matrix the panel's rows are far apart, often by a power of two, and then fall into few
/// sets of the caches, so that each tile fetches them again. With wide registers there are fewer
/// tiles, and it was not measured.
@inline(__always)
func repaysPacking(tiles: Int, of columns: Int) -> Bool {
  !hasWideRegisters && tiles > 16 && columns > packedPanelWidth
}
