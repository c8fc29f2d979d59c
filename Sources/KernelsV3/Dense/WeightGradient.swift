package import KernelInterface

extension CompiledKernels {
  package static func weightGradient(
    _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
    leafRows: UnsafePointer<Int>, leafCount: Int, inner: Int, columns: Int,
    scratch: UnsafeMutablePointer<Float>, claim: Claim
  ) {
    let leaves = Leaves(rows: leafRows, count: leafCount)
    let firstRow = leafRows[0]
    let isDone = sparseWeightGradient(
      x + firstRow &* inner, dy + firstRow &* columns, into: dw, leaves: leaves, inner: inner,
      columns: columns, scratch: scratch, claim: claim)
    guard !isDone else { return }
    let rows = leaves.allRows.count
    var memory = ScratchCut(scratch)
    let block: UnsafeMutablePointer<Float> = memory.take(rows &* weightGradientBlock)
    let packed: UnsafeMutablePointer<Float> = memory.take(rows &* wholePanels(columns))
    let waiting = UnsafeMutableRawPointer(memory.rest)
    packPanels(dy + firstRow &* columns, rows: rows, columns: columns, into: packed)
    let pieces = wholeVectors(columns) / laneCount
    let share = claim.share(of: pieces &* inner)
    let packs = columns >= leastPackedColumns
    let blockSize = packs ? weightGradientBlock : max(inner, 1)
    for first in stride(from: 0, to: inner, by: blockSize) {
      let valid = min(inner &- first, blockSize)
      let inputs = x + (firstRow &* inner &+ first)
      if packs {
        packPanel(
          inputs, sourceRow: inner, rows: rows, valid: valid, width: blockSize, into: block)
      }
      forEachPanel(columns) { column, width, existing in
        TreeTiles(
          panel: Panel(
            a: packs ? UnsafePointer(block) : inputs, aRow: 1, aStep: blockSize,
            b: packed + column &* rows, bStep: width, c: dw + (first &* columns &+ column),
            cRow: columns, columns: existing),
          leaves: leaves, waiting: waiting
        ).computeRows(valid, width: width) {
          tileHeight(left: $0, greatest: TreeTiles.greatestHeight(width: width))
        }
        claim.take(
          from: first &* pieces &+ column / laneCount &* valid,
          pieces: width / laneCount &* valid, share: share)
      }
    }
  }
}

/// The number of inputs whose columns of `x` are copied together, and stay in the first-level cache
/// while the tiles of all panels read them.
private var weightGradientBlock: Int { 48 }

/// The least number of columns whose tiles repay that copy.
private var leastPackedColumns: Int { 256 }

/// Returns the number of floats of scratch that `weightGradient` needs.
func weightGradientScratchCount(rows: Int, columns: Int) -> Int {
  rows * (weightGradientBlock + wholePanels(columns)) + treeDepth * largestTileCount
}

/// The tiles of a panel of `dw`, each a tree sum over the leaves.
private struct TreeTiles: TileLoop {
  var panel: Panel
  var leaves: Leaves
  var waiting: UnsafeMutableRawPointer

  /// With 32 columns 6 rows, not 14: two tiles of 12 vectors, a leaf's and its sibling's, then stay
  /// in 32 registers.
  @inline(__always)
  static func greatestHeight(width: Int) -> Int { hasWideRegisters && width == 16 ? 12 : 6 }

  /// Computes a tile as a tree sum over pairs of leaves: siblings are added in registers, so only
  /// every other leaf's sum is stored in memory.
  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    var a = panel.a + row
    var b = panel.b
    let hasPairs = leaves.count > 1
    // A function, because a closure of this size is called and keeps its tiles in memory.
    @inline(__always)
    func sumPair(_ pair: Int, _: Int) -> T {
      let left: T = sumLeaf(rows: leaves[2 &* pair].count, &a, &b)
      guard hasPairs else { return left }
      var right: T = sumLeaf(rows: leaves[2 &* pair &+ 1].count, &a, &b)
      right.add(older: left)
      return right
    }
    let tile = WaitingSums<T>(in: waiting).sum(hasPairs ? leaves.count / 2 : 1, sumPair)
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow, columns: panel.columns)
  }

  /// Returns the sum of one leaf, a chain over its rows; `a` and `b` advance past them.
  ///
  /// The rows of `a` lie side by side (`aRow` is 1, here a constant for short addresses).
  @inline(__always)
  private func sumLeaf<T: Tile>(
    rows: Int, _ a: inout UnsafePointer<Float>, _ b: inout UnsafePointer<Float>
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
}
