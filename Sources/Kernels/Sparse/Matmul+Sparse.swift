import CVector

/// Computes the first columns of `matmul`, skipping the inputs that are zero in all rows of a tile,
/// where that is faster; returns how many columns these are, a multiple of a panel or 0.
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
  return hasWideRegisters
    ? multiplySparsePanels(FourVectors.self, x, w, y, rows, inner, columns, scratch)
    : multiplySparsePanels(Vector.self, x, w, y, rows, inner, columns, scratch)
}

/// The floats of scratch that `sparseMatmul` needs.
func sparseMatmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
  guard columns >= leastSparseColumns else { return 0 }
  let tiles = (min(rows, listedRows) + sparseTileHeight - 1) / sparseTileHeight
  return tiles * (laneCount + NonzeroColumns.capacity(columns: inner))
}

/// With fewer columns the search for zeros takes too much of the time that it can save.
let leastSparseColumns = 64

/// Few rows, because they have more zeros in common; many columns, because 16 sums hide the latency
/// of an addition.
private var sparseTileHeight: Int { 4 }

/// The rows whose lists are made at once.
private var listedRows: Int { 256 }

/// Whether skipping zeros pays, judged by up to four tiles, evenly spread.
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

@inline(__always)
private func multiplySparsePanels<Width: Columns>(
  _: Width.Type, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ inner: Int, _ columns: Int,
  _ scratch: UnsafeMutablePointer<Float>
) -> Int {
  let end = columns / Width.count &* Width.count
  var first = 0
  while first < rows {
    let count = rows &- first < listedRows ? rows &- first : listedRows
    let lists = NonzeroTileLists(scratch, columns: inner)
    lists.find(x + first &* inner, rows: count)
    var column = 0
    while column < end {
      lists.multiply(
        Width.self,
        Panel(
          a: x + first &* inner, aRow: inner, aStep: 1, b: w + column, bStep: columns,
          c: y + (first &* columns &+ column), cRow: columns, columns: Width.count),
        rows: count)
      column &+= Width.count
    }
    first &+= count
  }
  return end
}

/// The nonzero columns of adjacent tiles of rows.
private struct NonzeroTileLists {
  /// For each tile the number of columns and, 16 entries on, the columns.
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
  func multiply<Width: Columns>(_: Width.Type, _ panel: Panel, rows: Int) {
    var row = 0
    var entry = UnsafePointer(memory)
    while row < rows {
      let list = UnsafeBufferPointer(start: entry + laneCount, count: Int(entry.pointee))
      let left = rows &- row
      if left >= sparseTileHeight {
        multiplySparseTile(Rows4<Width>.self, panel, row: row, list)
      } else {
        for last in row..<rows {
          multiplySparseTile(Row<Width>.self, panel, row: last, list)
        }
      }
      entry += stride
      row &+= sparseTileHeight
    }
  }
}

/// Computes the tile of `panel` whose first row is `row`, over the listed steps.
@inline(never)
private func multiplySparseTile<T: Tile>(
  _: T.Type, _ panel: Panel, row: Int, _ steps: UnsafeBufferPointer<Int32>
) {
  var tile = T()
  let a = panel.a + row &* panel.aRow
  let b = panel.b
  let (aRow, bStep) = (panel.aRow, panel.bStep)
  for step in steps {
    let step = Int(step)
    tile.addProduct(a + step, aRow: aRow, T.Width(loading: b + step &* bStep))
  }
  tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow)
}
