import CVector

/// Computes the first columns of `matmul`, skipping the inputs that are zero in all rows of a tile,
/// where that is faster; returns the number of these columns, a multiple of a vector's, or 0.
///
/// The bits are those of the whole sums.
func sparseMatmul(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  rows: Int, inner: Int, columns: Int, wIsFinite: Bool, scratch: UnsafeMutablePointer<Float>
) -> Int {
  guard columns >= leastSparseColumns,
    isSparse(x, rows: rows, columns: inner, samples: rows &* columns / 1_024, scratch),
    wIsFinite || isFinite(w, count: inner &* columns)
  else { return 0 }
  let end = columns / laneCount &* laneCount
  let lists = NonzeroTileLists(
    scratch, columns: inner,
    packs: !hasWideRegisters && repaysPacking(tiles: rows / height, of: columns))
  let packed = scratch + NonzeroTileLists.scratchCount(rows: rows, columns: inner)
  for first in stride(from: 0, to: rows, by: listedRows) {
    let count = min(rows &- first, listedRows)
    lists.find(x + first &* inner, rows: count)
    var column = 0
    while column < end {
      let width = sparseWidth(left: end &- column)
      lists.multiply(
        Panel(
          a: x + first &* inner, aRow: inner, aStep: 1, b: w + column, bStep: columns,
          c: y + (first &* columns &+ column), cRow: columns, columns: width),
        rows: count, packed: packed)
      column &+= width
    }
  }
  return end
}

/// Returns the number of floats of scratch that `sparseMatmul` needs.
func sparseMatmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
  guard columns >= leastSparseColumns else { return 0 }
  return NonzeroTileLists.scratchCount(rows: rows, columns: inner) + inner * greatestWidth
}

/// The least number of columns: with fewer, the search for zeros costs more than it saves.
let leastSparseColumns = 64

/// The rows of a tile: few, because they have more zeros in common.
///
/// With narrow registers a single row and all its columns' loads are as fast as four rows whose
/// tile has a quarter of the columns, and skip more: MNIST's forward product of 512 units takes
/// 0.43 ms so, 0.59 ms with four rows (AMD EPYC 9004 without AVX-512, one core, 2026-11-30).
@inline(__always)
private var height: Int { hasWideRegisters ? 4 : 1 }

/// The greatest number of columns of a tile: so many sums hide the latency of an addition.
private var greatestWidth: Int { 64 }

/// The columns of the next panel: 64, 32 or 16.
@inline(__always)
private func sparseWidth(left: Int) -> Int { left >= 64 ? 64 : left >= 32 ? 32 : 16 }

/// The number of rows that are listed at once.
private var listedRows: Int { 256 }

/// Whether skipping zeros is faster, estimated from up to four evenly spaced rows or tiles.
///
/// More than `samples` of them would take more than a hundredth of the product's time.
private func isSparse(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, samples: Int,
  _ scratch: UnsafeMutablePointer<Float>
) -> Bool {
  let tiles = rows / height
  let samples = min(samples, tiles, 16 / height)
  guard samples > 0 else { return false }
  var nonzero = NonzeroColumns(
    list: UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self))
  var sum = 0
  for sample in 0..<samples {
    let tile = sample &* tiles / samples
    nonzero.find(x + tile &* height &* columns, rows: height, columns: columns, stride: columns)
    sum &+= nonzero.count
  }
  // On AVX2 the dense product is as fast where 40 % of the inputs are not zero.
  return sum &* 8 < samples &* columns &* (height == 1 ? 3 : 6)
}

/// The nonzero columns of adjacent tiles of rows, block by block of columns.
private struct NonzeroTileLists {
  /// For each tile the end of each block's columns in the list that starts at the 16th entry.
  private let memory: UnsafeMutablePointer<Int32>
  private let stride: Int
  private let columns: Int
  /// The columns of a block: so many that a panel's rows for them stay near the core.
  private let block: Int
  /// Whether a panel's rows for a block are copied to adjacent memory.
  private let packs: Bool

  @inline(__always)
  init(_ scratch: UnsafeMutablePointer<Float>, columns: Int, packs: Bool) {
    memory = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self)
    stride = Self.stride(columns: columns)
    self.columns = columns
    self.packs = packs
    let blocks = packs ? min((columns &+ 255) / 256, laneCount) : 1
    block = wholeVectors((columns &+ blocks &- 1) / blocks)
  }

  /// Returns the number of floats that the lists of up to `rows` rows take.
  static func scratchCount(rows: Int, columns: Int) -> Int {
    (min(rows, listedRows) + height - 1) / height * stride(columns: columns)
  }

  @inline(__always)
  private static func stride(columns: Int) -> Int {
    laneCount &+ NonzeroColumns.capacity(columns: columns)
  }

  /// Lists the columns of `rows` rows.
  @inline(__always)
  func find(_ x: UnsafePointer<Float>, rows: Int) {
    forEachTile(rows) { row, rows, entry in
      var (found, first, index) = (0, 0, 0)
      while first < columns {
        var nonzero = NonzeroColumns(list: entry + (laneCount &+ found))
        nonzero.find(
          x + (row &* columns &+ first), rows: rows, columns: min(columns &- first, block),
          stride: columns)
        found &+= nonzero.count
        entry[index] = Int32(truncatingIfNeeded: found)
        first &+= block
        index &+= 1
      }
    }
  }

  /// Computes a panel of `rows` rows; `packed` has space for the rows of the panel that it reads.
  @inline(__always)
  func multiply(_ panel: Panel, rows: Int, packed: UnsafeMutablePointer<Float>) {
    var (first, index) = (0, 0)
    while first < columns {
      var part = panel
      part.a += first
      part.b += first &* panel.bStep
      if packs {
        packPanel(
          part.b, sourceRow: panel.bStep, rows: min(columns &- first, block),
          valid: panel.columns, width: panel.columns, into: packed)
        part.b = UnsafePointer(packed)
        part.bStep = panel.columns
      }
      forEachTile(rows) { row, rows, entry in
        let start = index > 0 ? Int(entry[index &- 1]) : 0
        SparseProductTiles(
          panel: part, steps: entry + (laneCount &+ start), stepCount: Int(entry[index]) &- start,
          isFirst: index == 0
        ).computeLowTile(row: row, height: rows, width: panel.columns)
      }
      first &+= block
      index &+= 1
    }
  }

  /// Calls `body` with the first row of each tile, its height, and its entry of the lists.
  @inline(__always)
  private func forEachTile(
    _ rows: Int, _ body: (_ row: Int, _ rows: Int, _ entry: UnsafeMutablePointer<Int32>) -> Void
  ) {
    var row = 0
    var entry = memory
    while row < rows {
      body(row, min(rows &- row, height), entry)
      entry += stride
      row &+= height
    }
  }
}

/// The tiles of a product over the listed steps of a block.
private struct SparseProductTiles: TileLoop {
  var panel: Panel
  var steps: UnsafePointer<Int32>
  var stepCount: Int
  /// Whether the result does not contain the steps of earlier blocks yet.
  var isFirst: Bool

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    let c = panel.c + row &* panel.cRow
    // A sum of -0 was stored as +0, as in `addMultiples`.
    var tile = isFirst ? T() : T(loading: UnsafePointer(c), cRow: panel.cRow)
    let a = panel.a + row &* panel.aRow
    let b = panel.b
    let (aRow, bStep) = (panel.aRow, panel.bStep)
    for step in UnsafeBufferPointer(start: steps, count: stepCount) {
      let step = Int(step)
      tile.addProduct(a + step, aRow: aRow, T.Width(loading: b + step &* bStep))
    }
    tile.store(to: c, cRow: panel.cRow)
  }
}
