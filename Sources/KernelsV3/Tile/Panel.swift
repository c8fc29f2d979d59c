/// One panel of a product: the common operands of the tiles of adjacent columns.
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
  /// The number of columns of the panel that exist; the tile computes its whole width.
  var columns: Int
}

/// The tiles of a product, each over `steps` steps in order.
struct ProductTiles: TileLoop {
  var panel: Panel
  var steps: Int

  /// Computes all rows of the panel.
  @inline(__always)
  func computeRows(_ rows: Int, width: Int) {
    computeRows(rows, width: width) { tileHeight(left: $0) }
  }

  @inline(never)
  func compute<T: Tile>(_: T.Type, row: Int) {
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
    tile.store(to: panel.c + row &* panel.cRow, cRow: panel.cRow, columns: panel.columns)
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
  guard valid < width else {
    for _ in 0..<rows {
      var column = 0
      repeat {
        Vector(loading: source + column).store(to: packed + column)
        column &+= laneCount
      } while column < width
      source += sourceRow
      packed += width
    }
    return
  }
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

/// Copies the panels of a matrix one behind the other, each with its rows side by side.
func packPanels(
  _ source: UnsafePointer<Float>, rows: Int, columns: Int, greatest: Int = greatestTileWidth,
  into packed: UnsafeMutablePointer<Float>
) {
  forEachPanel(columns, greatest: greatest) { column, width, valid in
    packPanel(
      source + column, sourceRow: columns, rows: rows, valid: valid, width: width,
      into: packed + column &* rows)
  }
}

/// The columns of all panels together.
@inline(__always)
func wholePanels(_ columns: Int, greatest: Int = greatestTileWidth) -> Int {
  var sum = 0
  forEachPanel(columns, greatest: greatest) { _, width, _ in sum &+= width }
  return sum
}
