/// Computes one block of the reduction tree of `dw = xᵀ · dy`.
///
/// `dw[i, j]` is the tree sum over the leaves, `((0 + 1) + (2 + 3)) + …`, of each leaf's sum, which
/// is one chain of fused multiply-adds over its rows in order, starting from +0; the root is stored
/// as sum + (+0). An empty leaf is a zero that is added like any other.
///
/// Shapes: `x` is `[rows, inner]`, `dy` is `[rows, columns]`, `dw` is `[inner, columns]`, none of
/// them overlapping another. `leafRows` holds `leafCount + 1` ascending row offsets, which may
/// repeat; leaf `l` is the rows from `leafRows[l]` to before `leafRows[l + 1]`. `leafCount` is a
/// power of two, 1 to 1,024. `scratch` holds `matmulScratchCount` floats for
/// `leafRows[leafCount] - leafRows[0]` rows. `claim` is made on the way.
public func weightGradient(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
  leafRows: UnsafePointer<Int>, leafCount: Int, inner: Int, columns: Int,
  scratch: UnsafeMutablePointer<Float>, claim: Claim = Claim()
) {
  let leaves = Leaves(rows: leafRows, count: leafCount)
  let firstRow = leafRows[0]
  let isDone = sparseWeightGradient(
    x + firstRow &* inner, dy + firstRow &* columns, into: dw, leaves: leaves, inner: inner,
    columns: columns, scratch: scratch, claim: claim)
  guard !isDone else { return }
  let rows = leafRows[leafCount] &- firstRow
  let packed = scratch
  let waiting = UnsafeMutableRawPointer(scratch + rows &* packedPanelWidth)
  let share = claim.share(of: (columns &+ laneCount &- 1) / laneCount &* inner)
  forEachPanel(columns) { column, width, valid in
    packPanel(
      dy + (firstRow &* columns &+ column), sourceRow: columns, rows: rows, valid: valid,
      width: width, into: packed)
    let panel = Panel(
      a: x + firstRow &* inner, aRow: 1, aStep: inner, b: UnsafePointer(packed), bStep: width,
      c: dw + column, cRow: columns, columns: valid)
    let claimRows = { (row: Int, height: Int) in
      let vectors = width / laneCount
      claim.take(
        from: column / laneCount &* inner &+ row &* vectors, pieces: height &* vectors,
        share: share)
    }
    if width == 32 {
      sumPanel(
        TwoVectors.self, panel, rows: inner, leaves: leaves, waiting: waiting, claimRows)
    } else {
      sumPanel(Vector.self, panel, rows: inner, leaves: leaves, waiting: waiting, claimRows)
    }
  }
}

/// The leaves of a block: `count + 1` row offsets.
struct Leaves {
  var rows: UnsafePointer<Int>
  var count: Int
}

/// Computes all rows of `panel`, tile by tile, each over the whole tree.
@inline(__always)
private func sumPanel<Width: Columns>(
  _: Width.Type, _ panel: Panel, rows: Int, leaves: Leaves, waiting: UnsafeMutableRawPointer,
  _ beforeTile: (_ row: Int, _ height: Int) -> Void
) {
  var row = 0
  while row < rows {
    let height = treeTileHeight(Width.self, left: rows &- row)
    beforeTile(row, height)
    switch height {
    case 12: sumTile(Rows12<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    case 8: sumTile(Rows8<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    case 6: sumTile(Rows6<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    case 4: sumTile(Rows4<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    case 2: sumTile(Rows2<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    default: sumTile(Row<Width>.self, panel, row: row, leaves: leaves, waiting: waiting)
    }
    row &+= height
  }
}

/// The height of the next tile of a tree sum.
///
/// With 32 columns 6 rows, not 14: two tiles of 12 vectors, a leaf's and its sibling's, then stay
/// in 32 registers.
@inline(__always)
private func treeTileHeight<Width: Columns>(_: Width.Type, left: Int) -> Int {
  if hasWideRegisters && Width.count == 16 {
    if left >= 12 && left != 16 { return 12 }
    if left >= 8 { return 8 }
  } else if left >= 6 && left != 8 {
    return 6
  }
  return left >= 4 ? 4 : left >= 2 ? 2 : 1
}

/// Computes the tile of `panel` whose first row is `row` as a tree sum over the leaves.
///
/// The leaves are summed like a binary counter counts: after leaf `l`, as many waiting sums join as
/// `l` has trailing ones. With a power of two of leaves nothing waits at the end. Siblings join in
/// registers, so only every other leaf's sum is put aside.
@inline(never)
private func sumTile<T: Tile>(
  _: T.Type, _ panel: Panel, row: Int, leaves: Leaves, waiting: UnsafeMutableRawPointer
) {
  let waiting = waiting.assumingMemoryBound(to: T.self)
  var a = panel.a + row
  var b = panel.b
  var tile = T()
  var leaf = 0
  while true {
    tile = sumLeaf(T.self, panel, rows: leaves.rows[leaf &+ 1] &- leaves.rows[leaf], &a, &b)
    leaf &+= 1
    if leaf == leaves.count { break }
    let left = tile
    tile = sumLeaf(T.self, panel, rows: leaves.rows[leaf &+ 1] &- leaves.rows[leaf], &a, &b)
    tile.add(to: left)
    var depth = 1
    while (leaf &>> depth) & 1 == 1 {
      tile.add(to: waiting[depth])
      depth &+= 1
    }
    leaf &+= 1
    if leaf == leaves.count { break }
    waiting[depth] = tile
  }
  let c = panel.c + row &* panel.cRow
  if panel.columns == T.Width.count {
    tile.store(to: c, cRow: panel.cRow)
  } else {
    tile.store(to: c, cRow: panel.cRow, columns: panel.columns)
  }
}

/// The sum of one leaf: a chain over its rows; `a` and `b` move on behind them.
///
/// The rows of `a` lie side by side (`aRow` is 1, here a constant for short addresses).
@inline(__always)
private func sumLeaf<T: Tile>(
  _: T.Type, _ panel: Panel, rows: Int, _ a: inout UnsafePointer<Float>,
  _ b: inout UnsafePointer<Float>
) -> T {
  var tile = T()
  var left = rows
  while left > 0 {
    tile.addProduct(a, aRow: 1, T.Width(loading: b))
    a += panel.aStep
    b += panel.bStep
    left &-= 1
  }
  return tile
}
