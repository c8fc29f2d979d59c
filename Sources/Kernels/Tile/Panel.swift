import CVector

/// One panel of a product: what the tiles of adjacent columns have in common.
///
/// Result `(i, j)` is the sum over `steps` of `a[i * aRow + s * aStep] * b[s * bStep + j]`.
struct Panel {
  var a: UnsafePointer<Float>
  var aRow: Int
  var aStep: Int
  var b: UnsafePointer<Float>
  var bStep: Int
  var c: UnsafeMutablePointer<Float>
  var cRow: Int
  /// How many columns of the panel exist; the tile computes its whole width.
  var columns: Int
}

/// Whether a tile may fill 32 registers of 16 lanes (AVX-512) or has 16 of 8 (AVX2).
///
/// Only speed depends on it: each result is the same chain in any tile.
@inline(__always)
var hasWideRegisters: Bool { vector_has_wide_registers != 0 }

/// The height of the next tile for the rows that are left.
///
/// Sixteen rows are two tiles of 8, since 14 would leave a tile of 2, too small to hide the
/// latency of its additions.
@inline(__always)
func tileHeight(left: Int) -> Int {
  if hasWideRegisters {
    if left >= 14 && left != 16 { return 14 }
    if left >= 12 && left != 16 { return 12 }
    if left >= 8 { return 8 }
  } else if left >= 6 && left != 8 {
    return 6
  }
  return left >= 4 ? 4 : left >= 2 ? 2 : 1
}

/// Computes the tile of `panel` whose first row is `row`, over `steps` steps in order.
@inline(never)
func multiplyTile<T: Tile>(_: T.Type, _ panel: Panel, row: Int, steps: Int) {
  var tile = T()
  var a = panel.a + row &* panel.aRow
  var b = panel.b
  let (aRow, aStep, bStep) = (panel.aRow, panel.aStep, panel.bStep)
  var left = steps
  while left > 0 {
    tile.addProduct(a, aRow: aRow, T.Width(loading: b))
    a += aStep
    b += bStep
    left &-= 1
  }
  let c = panel.c + row &* panel.cRow
  if panel.columns == T.Width.count {
    tile.store(to: c, cRow: panel.cRow)
  } else {
    tile.store(to: c, cRow: panel.cRow, columns: panel.columns)
  }
}

/// Computes all rows of `panel`, tile by tile.
@inline(__always)
func multiplyPanel<Width: Columns>(_: Width.Type, _ panel: Panel, rows: Int, steps: Int) {
  var row = 0
  while row < rows {
    let height = tileHeight(left: rows &- row)
    switch height {
    case 14: multiplyTile(Rows14<Width>.self, panel, row: row, steps: steps)
    case 12: multiplyTile(Rows12<Width>.self, panel, row: row, steps: steps)
    case 8: multiplyTile(Rows8<Width>.self, panel, row: row, steps: steps)
    case 6: multiplyTile(Rows6<Width>.self, panel, row: row, steps: steps)
    case 4: multiplyTile(Rows4<Width>.self, panel, row: row, steps: steps)
    case 2: multiplyTile(Rows2<Width>.self, panel, row: row, steps: steps)
    default: multiplyTile(Row<Width>.self, panel, row: row, steps: steps)
    }
    row &+= height
  }
}

/// Cuts `columns` into panels of 32 where registers allow and more than 16 are left, else of 16.
@inline(__always)
func forEachPanel(_ columns: Int, _ body: (_ column: Int, _ width: Int, _ valid: Int) -> Void) {
  var column = 0
  while column < columns {
    let left = columns &- column
    let width = hasWideRegisters && left > 16 ? 32 : 16
    body(column, width, left < width ? left : width)
    column &+= width
  }
}

/// Copies `valid` columns of each row to rows of `width`, whole vectors, the rest of them zero.
@inline(__always)
func packPanel(
  _ source: UnsafePointer<Float>, sourceRow: Int, rows: Int, valid: Int, width: Int,
  into packed: UnsafeMutablePointer<Float>
) {
  var source = source
  var packed = packed
  for _ in 0..<rows {
    var column = 0
    while column < width {
      let left = valid &- column
      let lanes = left < 0 ? 0 : left < laneCount ? left : laneCount
      Vector(loading: source + column, first: lanes).store(to: packed + column)
      column &+= laneCount
    }
    source += sourceRow
    packed += width
  }
}
