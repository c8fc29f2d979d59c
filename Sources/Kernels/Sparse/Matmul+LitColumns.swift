import CVector

/// Computes the first columns of `matmul` without the inputs that are zero in all rows of a tile,
/// where that is quicker, and returns how many columns these are: a multiple of a panel, or 0.
///
/// The bits are those of the whole sums.
func matmulOfLitColumns(
  _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
  rows: Int, inner: Int, columns: Int, wIsFinite: Bool, scratch: UnsafeMutablePointer<Float>
) -> Int {
  guard columns >= leastLitColumns,
    isMostlyDark(x, rows: rows, columns: inner, samples: rows &* columns / 1_024, scratch),
    wIsFinite || isFinite(w, count: inner &* columns)
  else { return 0 }
  return hasWideRegisters
    ? multiplyLitPanels(FourVectors.self, x, w, y, rows, inner, columns, scratch)
    : multiplyLitPanels(Vector.self, x, w, y, rows, inner, columns, scratch)
}

/// The floats of scratch that `matmulOfLitColumns` needs.
func litMatmulScratchCount(rows: Int, inner: Int, columns: Int) -> Int {
  guard columns >= leastLitColumns else { return 0 }
  let tiles = (min(rows, listedRows) + litTileHeight - 1) / litTileHeight
  return tiles * (laneCount + LitColumns.capacity(columns: inner))
}

/// With fewer columns the search takes too much of the time that it can save.
let leastLitColumns = 64

/// Few rows, because they have more zeros in common; many columns, because 16 sums hide latency.
private var litTileHeight: Int { 4 }

/// The rows whose lists are made at once.
private var listedRows: Int { 256 }

/// Whether it pays to look for zeros: up to four tiles, evenly spread, tell.
///
/// More than `samples` of them would take more than a hundredth of the product's time.
private func isMostlyDark(
  _ x: UnsafePointer<Float>, rows: Int, columns: Int, samples: Int,
  _ scratch: UnsafeMutablePointer<Float>
) -> Bool {
  let tiles = rows / litTileHeight
  let samples = min(samples, tiles, 4)
  guard samples > 0 else { return false }
  var lit = LitColumns(list: UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self))
  var sum = 0
  for sample in 0..<samples {
    let tile = sample &* tiles / samples
    lit.find(x + tile &* litTileHeight &* columns, rows: litTileHeight, columns: columns)
    sum &+= lit.count
  }
  return sum &* 4 < samples &* columns &* 3
}

@inline(__always)
private func multiplyLitPanels<Width: Columns>(
  _: Width.Type, _ x: UnsafePointer<Float>, _ w: UnsafePointer<Float>,
  _ y: UnsafeMutablePointer<Float>, _ rows: Int, _ inner: Int, _ columns: Int,
  _ scratch: UnsafeMutablePointer<Float>
) -> Int {
  let end = columns / Width.count &* Width.count
  var first = 0
  while first < rows {
    let count = rows &- first < listedRows ? rows &- first : listedRows
    let lists = LitTileLists(scratch, columns: inner)
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

/// The lit columns of adjacent tiles of rows.
private struct LitTileLists {
  /// For each tile how many columns, and then, 16 numbers on, the columns.
  private let memory: UnsafeMutablePointer<Int32>
  private let stride: Int
  private let columns: Int

  @inline(__always)
  init(_ scratch: UnsafeMutablePointer<Float>, columns: Int) {
    memory = UnsafeMutableRawPointer(scratch).assumingMemoryBound(to: Int32.self)
    stride = laneCount &+ LitColumns.capacity(columns: columns)
    self.columns = columns
  }

  @inline(__always)
  func find(_ x: UnsafePointer<Float>, rows: Int) {
    var row = 0
    var place = memory
    while row < rows {
      var lit = LitColumns(list: place + laneCount)
      let left = rows &- row
      lit.find(
        x + row &* columns, rows: left < litTileHeight ? left : litTileHeight, columns: columns)
      place.pointee = Int32(truncatingIfNeeded: lit.count)
      place += stride
      row &+= litTileHeight
    }
  }

  @inline(__always)
  func multiply<Width: Columns>(_: Width.Type, _ panel: Panel, rows: Int) {
    var row = 0
    var place = UnsafePointer(memory)
    while row < rows {
      let list = UnsafeBufferPointer(start: place + laneCount, count: Int(place.pointee))
      let left = rows &- row
      if left >= litTileHeight {
        multiplyLitTile(Rows4<Width>.self, panel, row: row, list)
      } else {
        for last in row..<rows {
          multiplyLitTile(Row<Width>.self, panel, row: last, list)
        }
      }
      place += stride
      row &+= litTileHeight
    }
  }
}

/// Computes the tile of `panel` whose first row is `row`, over the listed steps.
@inline(never)
private func multiplyLitTile<T: Tile>(
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
