/// The number of floats that a matmul's `scratch` needs.
///
/// Enough for `matmul`, `matmulTransposingRight`, `weightGradient` (over at most `rows` samples)
/// and `biasGradient` of these sizes, in up to 1,024 leaves. The scratch is aligned to 64 bytes.
///
/// - Parameters:
///   - rows: The samples, m.
///   - inner: The inputs of each sample, k.
///   - columns: The units, n.
/// - Returns: A count of floats, never negative.
public func matmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
  max(
    max(rows, inner, columns, 0) * packedPanelWidth + treeDepth * largestTileCount,
    sparseMatmulScratchCount(rows: rows, inner: inner, columns: columns),
    sparseWeightGradientScratchCount(rows: rows, columns: columns))
}

/// The widest packed panel, in floats.
let packedPanelWidth = 32

/// The number of floats of the largest tile of a tree sum.
let largestTileCount = 12 * 32

/// Computes `y = x · w`.
///
/// `y[i, j]` is one chain of fused multiply-adds over the inner dimension in order, starting from
/// +0 and stored as sum + (+0); so a row's bits do not depend on which rows are computed with it.
///
/// Shapes: `x` is `[rows, inner]`, `w` is `[inner, columns]`, `y` is `[rows, columns]`, none of
/// them overlapping another. `scratch` holds `matmulScratchCount` floats. `wIsFinite` states that
/// all of `w` is known to be finite and needs no check.
public func matmul(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  rows: Int, inner: Int, columns: Int, wIsFinite: Bool = false,
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
