import CVector

/// Computes the first columns of `matmul`, skipping the inputs that are zero in all rows of a tile,
/// where that is faster; returns the number of these columns, a multiple of a panel or 0.
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
  let width = sparseTileWidth
  let end = columns / width &* width
  for first in stride(from: 0, to: rows, by: listedRows) {
    let count = min(rows &- first, listedRows)
    let lists = NonzeroTileLists(scratch, columns: inner)
    lists.find(x + first &* inner, rows: count)
    for column in stride(from: 0, to: end, by: width) {
      lists.multiply(
        Panel(
          a: x + first &* inner, aRow: inner, aStep: 1, b: w + column, bStep: columns,
          c: y + (first &* columns &+ column), cRow: columns, columns: width),
        rows: count)
    }
  }
  return end
}

/// Returns the number of floats of scratch that `sparseMatmul` needs.
func sparseMatmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
  guard columns >= leastSparseColumns else { return 0 }
  let tiles = (min(rows, listedRows) + sparseTileHeight - 1) / sparseTileHeight
  return tiles * (laneCount + NonzeroColumns.capacity(columns: inner))
}

/// The least number of columns: with fewer, the search for zeros costs more than it saves.
let leastSparseColumns = 64

/// The rows of a sparse kernel's tile: few, because they have more zeros in common.
@inline(__always)
var sparseTileHeight: Int { 4 }

/// The columns of a sparse kernel's tile: many, because 16 sums hide the latency of an addition.
@inline(__always)
var sparseTileWidth: Int { hasWideRegisters ? 64 : 16 }

/// The number of rows that are listed at once.
private var listedRows: Int { 256 }

/// Whether skipping zeros is faster, estimated from up to four evenly spaced tiles.
///
/// More than `samples` of them would take more than a hundredth of the product's time.
private func isSparse(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, samples: Int,
  _ scratch: UnsafeMutablePointer<Float>
) -> Bool {
  let tiles = rows / sparseTileHeight
  let samples = min(samples, tiles, 4)
  guard samples > 0 else { return false }
  var nonzero = NonzeroColumns(
    list: UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self))
  var sum = 0
  for sample in 0..<samples {
    let tile = sample &* tiles / samples
    nonzero.find(x + tile &* sparseTileHeight &* columns, rows: sparseTileHeight, columns: columns)
    sum &+= nonzero.count
  }
  return sum &* 4 < samples &* columns &* 3
}

/// The nonzero columns of adjacent tiles of rows.
private struct NonzeroTileLists {
  /// For each tile the number of columns and, from the 16th entry on, the columns.
  private let memory: UnsafeMutablePointer<Int32>
  private let stride: Int
  private let columns: Int

  @inline(__always)
  init(_ scratch: UnsafeMutablePointer<Float>, columns: Int) {
    memory = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self)
    stride = laneCount &+ NonzeroColumns.capacity(columns: columns)
    self.columns = columns
  }

  @inline(__always)
  func find(_ x: UnsafePointer<Float>, rows: Int) {
    var row = 0
    var entry = memory
    while row < rows {
      var nonzero = NonzeroColumns(list: entry + laneCount)
      let left = rows &- row
      nonzero.find(
        x + row &* columns, rows: left < sparseTileHeight ? left : sparseTileHeight,
        columns: columns)
      entry.pointee = Int32(truncatingIfNeeded: nonzero.count)
      entry += stride
      row &+= sparseTileHeight
    }
  }

  @inline(__always)
  func multiply(_ panel: Panel, rows: Int) {
    var row = 0
    var entry = UnsafePointer(memory)
    while row < rows {
      let tiles = SparseProductTiles(
        panel: panel, steps: entry + laneCount, stepCount: Int(entry.pointee))
      let height = min(rows &- row, sparseTileHeight)
      if hasWideRegisters {
        tiles.computeLowTile(FourVectors.self, row: row, height: height)
      } else {
        tiles.computeLowTile(Vector.self, row: row, height: height)
      }
      entry += stride
      row &+= sparseTileHeight
    }
  }
}

/// The tiles of a product over the listed steps.
private struct SparseProductTiles: TileLoop {
  var panel: Panel
  var steps: UnsafePointer<Int32>
  var stepCount: Int

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
    var tile = T()
    let a = panel.a + row &* panel.aRow
    let b = panel.b
    let (aRow, bStep) = (panel.aRow, panel.bStep)
    for step in UnsafeBufferPointer(start: steps, count: stepCount) {
      let step = Int(step)
      tile.addProduct(a + step, aRow: aRow, T.Width(loading: b + step &* bStep))
    }
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow)
  }
}
