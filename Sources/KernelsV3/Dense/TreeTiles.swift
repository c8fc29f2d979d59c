import KernelInterface

/// The tiles of a panel of a weight gradient, each a tree sum over the leaves.
struct TreeTiles: TileLoop {
  var panel: Panel
  var leaves: Leaves
  /// Memory for `treeDepth` sums.
  var waiting: UnsafeMutableRawPointer

  /// With 32 columns 6 rows, not 14: two tiles of 12 vectors, a leaf's and its sibling's, then stay
  /// in 32 registers.
  @inline(__always)
  static func greatestHeight(width: Int) -> Int { hasWideRegisters && width == 16 ? 12 : 6 }

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    let tile: T = hasWideRegisters ? sumPairs(row: row) : sumLeaves(row: row)
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow, columns: panel.columns)
  }

  // MARK: - With registers for one tile

  /// Computes a tile leaf by leaf: each leaf's first products take the place of the sums before it,
  /// which are stored row by row meanwhile.
  ///
  /// Twelve registers stored one after the other cost 24 cycles among fused multiply-adds that keep
  /// both pipes busy, but 2 between plain multiplications, which read an operand less: a gradient
  /// of 784 x 512 over 8 leaves of 16 samples takes 1.26 ms so and 1.47 ms with the stores in one
  /// place, 1.18 ms without a tree (AMD EPYC, Zen 3, AVX2, one core, 2026-12-01).
  ///
  /// A leaf's first product is not added to +0, so its sum may be -0 where it would be +0. No other
  /// number depends on a zero's sign, and the root is stored + (+0).
  @inline(__always)
  private func sumLeaves<T: Tile>(row: Int) -> T {
    let sums = waiting.assumingMemoryBound(to: Float.self)
    var a = panel.a + row
    var b = panel.b
    var tile = T()
    var rowsLeft = leaves[0].count
    var leaf = 0
    var depth = 0
    while true {
      add(rowsLeft, &a, &b, to: &tile)
      leaf &+= 1
      var merges = treeMerges(endingAt: leaf)
      while merges > 0 {
        depth &-= 1
        tile.add(older: T(loading: sums + depth &* T.count, cRow: T.Width.count))
        merges &-= 1
      }
      if leaf == leaves.count { return tile }
      let top = sums + depth &* T.count
      depth &+= 1
      rowsLeft = leaves[leaf].count
      if rowsLeft > 0 {
        tile.startProduct(a, aRow: 1, T.Width(loading: b), storingSumsTo: top)
        a += panel.aStep
        b += panel.bStep
        rowsLeft &-= 1
      } else {
        tile.store(to: top, cRow: T.Width.count)
        tile = T()
      }
    }
  }

  // MARK: - With registers for two tiles

  /// Computes a tile as a tree sum over pairs of leaves: siblings are added in registers, so only
  /// every other leaf's sum is stored in memory.
  @inline(__always)
  private func sumPairs<T: Tile>(row: Int) -> T {
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
    return WaitingSums<T>(in: waiting).sum(hasPairs ? leaves.count / 2 : 1, sumPair)
  }

  /// Returns the sum of one leaf, a chain over its rows; `a` and `b` advance past them.
  @inline(__always)
  private func sumLeaf<T: Tile>(
    rows: Int, _ a: inout UnsafePointer<Float>, _ b: inout UnsafePointer<Float>
  ) -> T {
    var tile = T()
    add(rows, &a, &b, to: &tile)
    return tile
  }

  // MARK: - The rows of a leaf

  /// Adds `rows` rows of a leaf to a tile; `a` and `b` advance past them.
  ///
  /// The rows of `a` lie side by side (`aRow` is 1, here a constant for short addresses).
  @inline(__always)
  private func add<T: Tile>(
    _ rows: Int, _ a: inout UnsafePointer<Float>, _ b: inout UnsafePointer<Float>, to tile: inout T
  ) {
    var left = rows
    while left > 0 {
      tile.addProduct(a, aRow: 1, T.Width(loading: b))
      a += panel.aStep
      b += panel.bStep
      left &-= 1
    }
  }
}
