import CVector
import KernelInterface

/// Computes `weightGradient`, skipping the samples with only zero inputs in the rows of a tile of
/// `dw`, where that is faster; otherwise does nothing and returns false.
///
/// The bits are those of the whole sums.
func sparseWeightGradient(
  _ x: UnsafePointer<Float>, _ dy: UnsafePointer<Float>, into dw: UnsafeMutablePointer<Float>,
  leaves: Leaves, inner: Int, columns: Int, scratch: UnsafeMutablePointer<Float>, claim: Claim
) -> Bool {
  let rows = leaves.rows[leaves.count] &- leaves.rows[0]
  guard columns >= leastSparseColumns,
    isSparse(x, rows: rows, columns: inner, samples: rows &* columns / 512)
  else { return false }
  let packed = scratch
  let packedCount = rows &* wholePanels(columns, greatest: greatestWidth)
  packPanels(dy, rows: rows, columns: columns, greatest: greatestWidth, into: packed)
  guard isFinite(packed, count: packedCount) else { return false }

  let waiting = packed + packedCount
  let samples = NonzeroSamples(leaves, scratch: waiting + treeDepth &* largestTileCount)
  let vectors = wholePanels(columns, greatest: greatestWidth) / laneCount
  let share = claim.share(of: inner &* vectors)
  forEachVector(inner) { column, lanes in
    samples.read(x + column, rowCount: inner, lanes: lanes)
    forEachGroup(lanes) { row, height, group in
      samples.find(lanes: row, count: height, group: group)
    }
    forEachPanel(columns, greatest: greatestWidth) { first, width, valid in
      claim.take(
        from: column &* vectors &+ first / laneCount &* lanes, pieces: width / laneCount &* lanes,
        share: share)
      forEachGroup(lanes) { row, height, group in
        SparseTreeTiles(
          panel: Panel(
            a: samples.inputs + row, aRow: 1, aStep: laneCount, b: packed + first &* rows,
            bStep: width, c: dw + ((column &+ row) &* columns &+ first), cRow: columns,
            columns: valid),
          list: samples[group], waiting: waiting
        ).computeLowTile(row: 0, height: height, width: width)
      }
    }
  }
  return true
}

/// The inputs of a tile, 4 or 2: few, because they have more zeros in common.
///
/// With narrow registers MNIST's gradient of 512 units takes 0.46 ms with two, 0.51 ms with four
/// (8 leaves; AMD EPYC 9004 without AVX-512, one core, 2026-11-30).
@inline(__always)
private var height: Int { hasWideRegisters ? 4 : 2 }

/// The greatest number of columns of a tile: the sums hide the latency of an addition.
///
/// With narrow registers two rows of 48 are twelve of them: MNIST's gradient of 512 units takes
/// 0.46 ms so, 0.47 ms with two rows of 32 (8 leaves; AMD EPYC, Zen 3, AVX2, one core, 2026-12-01).
@inline(__always)
private var greatestWidth: Int { hasWideRegisters ? 64 : 48 }

/// Divides 1 to 16 adjacent inputs into groups of as many as a tile has rows, and single ones.
@inline(__always)
private func forEachGroup(
  _ lanes: Int, _ body: (_ first: Int, _ count: Int, _ group: Int) -> Void
) {
  var (first, group) = (0, 0)
  while first < lanes {
    let count = lanes &- first < height ? 1 : height
    body(first, count, group)
    first &+= count
    group &+= 1
  }
}

/// The floats of scratch that `sparseWeightGradient` needs.
func sparseWeightGradientScratchCount(rows: Int, columns: Int) -> Int {
  guard columns >= leastSparseColumns else { return 0 }
  return rows * wholePanels(columns, greatest: greatestWidth) + treeDepth * largestTileCount
    + NonzeroSamples.scratchCount(rows: rows)
}

/// Whether skipping zeros is faster, estimated from up to eight evenly spaced rows.
///
/// More than `samples` of them would take more than a hundredth of the product's time.
private func isSparse(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, samples: Int
) -> Bool {
  let samples = min(samples, rows, 8)
  let whole = columns / laneCount &* laneCount
  var nonzero = 0
  for sample in 0..<samples {
    let row = x + sample &* rows / samples &* columns
    var column = 0
    while column < whole {
      let lanes = nonzeroLanes(row + column, first: laneCount)
      // One bit for each tile.
      let pairs = lanes | lanes &>> 1
      nonzero &+=
        (height == 4 ? (pairs | pairs &>> 2) & 0x1111 : pairs & 0x5555).nonzeroBitCount
      column &+= laneCount
    }
  }
  return nonzero &* height &* 8 < samples &* whole &* (height == 2 ? 5 : 6)
}

/// The tiles of a panel of `dw`, each a tree sum over the leaves' listed samples.
private struct SparseTreeTiles: TileLoop {
  var panel: Panel
  var list: NonzeroSamples.List
  var waiting: UnsafeMutableRawPointer

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    var tile = T()
    if list.leafCount > 0 {
      tile = hasWideRegisters ? sumFromZeros() : sumFromProducts()
    }
    tile.store(to: panel.c, cRow: panel.cRow, columns: panel.columns)
  }

  /// Computes a tile with each leaf's first products in place of the sums before it, which are
  /// stored row by row meanwhile, as `TreeTiles` explains: MNIST's gradient of 512 units over 8
  /// leaves of 16 samples takes 0.47 ms so, 0.48 ms with sums that start from zeros (AMD EPYC, Zen
  /// 3, AVX2, one core, 2026-12-01).
  @inline(__always)
  private func sumFromProducts<T: Tile>() -> T {
    let (a, b) = (panel.a, panel.b)
    let (aStep, bStep) = (panel.aStep, panel.bStep)
    var leaf = list.leaves
    let lastLeaf = leaf + (list.leafCount &- 1)
    var next = UnsafePointer(list.samples)
    var top = waiting.assumingMemoryBound(to: Float.self)
    var sample = Int(next.pointee)
    var tile = T(product: a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep))
    while true {
      next += 1
      let end = list.samples + Int(leaf.pointee.end)
      while next != end {
        sample = Int(next.pointee)
        tile.addProduct(a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep))
        next += 1
      }
      var merges = leaf.pointee.merges
      while merges > 0 {
        top -= T.count
        tile.add(older: T(sums: top))
        merges &-= 1
      }
      if leaf == lastLeaf { return tile }
      leaf += 1
      sample = Int(next.pointee)
      tile.startProduct(
        a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep), storingSumsTo: top)
      top += T.count
    }
  }

  /// Computes a tile with a sum of zeros at the start of each leaf.
  @inline(__always)
  private func sumFromZeros<T: Tile>() -> T {
    let (a, b) = (panel.a, panel.b)
    let (aStep, bStep) = (panel.aStep, panel.bStep)
    let leaves = list.leaves
    var next = UnsafePointer(list.samples)
    return WaitingSums<T>(in: waiting).sum(
      list.leafCount, merges: { Int(leaves[$0].merges) }
    ) { leaf, _ in
      var tile = T()
      let end = list.samples + Int(leaves[leaf].end)
      repeat {
        let sample = Int(next.pointee)
        tile.addProduct(a + sample &* aStep, aRow: 1, T.Width(loading: b + sample &* bStep))
        next += 1
      } while next != end
      return tile
    }
  }
}
