import CVector

/// A computation of tiles of any shape, one below the other.
protocol TileLoop {
  /// Computes the tile from row `row` on.
  func compute<T: Tile>(_: T.Type, row: Int)
}

extension TileLoop {
  /// Computes `rows` rows of `width` columns in tiles as high as `height` says for those left.
  @inline(__always)
  func computeRows(_ rows: Int, width: Int, height: (_ left: Int) -> Int) {
    var row = 0
    while row < rows {
      let next = height(rows &- row)
      computeTile(row: row, height: next, width: width)
      row &+= next
    }
  }

  /// Computes `rows` rows of `width` columns in tiles of `height` rows and a lower last one.
  @inline(__always)
  func computeRows(_ rows: Int, width: Int, height: Int) {
    computeRows(rows, width: width) { left in left < height ? left : height }
  }

  /// Computes a tile of 1 to `greatestTileHeight` rows and 16 or `greatestTileWidth` columns.
  @inline(__always)
  func computeTile(row: Int, height: Int, width: Int) {
    if hasWideRegisters && width == 32 {
      computeTile(TwoVectors.self, row: row, height: height)
    } else {
      computeTile(Vector.self, row: row, height: height)
    }
  }

  /// Computes a tile of `greatestTileHeight` rows and `greatestTileWidth` columns.
  @inline(__always)
  func computeGreatestTile(row: Int) {
    if hasWideRegisters {
      compute(Rows14<TwoVectors>.self, row: row)
    } else {
      compute(Rows6<Vector>.self, row: row)
    }
  }

  /// Computes a tile of 1 to 4 rows and 16, 32 or 64 columns, or of 1 or 2 rows and 48 columns.
  ///
  /// Apart from `computeTile`, because every tile that one of them may ask for is compiled: in one,
  /// the target takes three times as long to compile.
  @inline(__always)
  func computeLowTile(row: Int, height: Int, width: Int) {
    switch width {
    case 64: computeLowTile(FourVectors.self, row: row, height: height)
    case 48: computeLowTileOf48(row: row, height: height)
    case 32: computeLowTile(TwoVectors.self, row: row, height: height)
    default: computeLowTile(Vector.self, row: row, height: height)
    }
  }

  /// Computes a tile of 1 or 2 rows and 48 columns: with two rows 12 registers of 8 lanes.
  @inline(__always)
  private func computeLowTileOf48(row: Int, height: Int) {
    if height == 2 {
      compute(Abreast<Rows2Abreast, Rows2<Vector>>.self, row: row)
    } else {
      compute(Row<ThreeVectors>.self, row: row)
    }
  }

  @inline(__always)
  private func computeTile<Width: Columns>(_: Width.Type, row: Int, height: Int) {
    if hasWideRegisters {
      switch height {
      case 14: return compute(Rows14<Width>.self, row: row)
      case 13: return compute(Rows13<Width>.self, row: row)
      case 12: return compute(Rows12<Width>.self, row: row)
      case 11: return compute(Rows11<Width>.self, row: row)
      case 10: return compute(Rows10<Width>.self, row: row)
      case 9: return compute(Rows9<Width>.self, row: row)
      case 8: return compute(Rows8<Width>.self, row: row)
      case 7: return compute(Rows7<Width>.self, row: row)
      default: break
      }
    }
    switch height {
    case 6: compute(Rows6<Width>.self, row: row)
    case 5: compute(Rows5<Width>.self, row: row)
    default: computeLowTile(Width.self, row: row, height: height)
    }
  }

  /// Computes a tile of 1 to 4 rows.
  @inline(__always)
  func computeLowTile<Width: Columns>(_: Width.Type, row: Int, height: Int) {
    switch height {
    case 4: compute(Rows4<Width>.self, row: row)
    case 3: compute(Rows3<Width>.self, row: row)
    case 2: compute(Rows2<Width>.self, row: row)
    default: compute(Row<Width>.self, row: row)
    }
  }
}

/// Whether a tile has 32 registers of 16 lanes (AVX-512), rather than 16 of 8 (AVX2).
///
/// It affects only speed: each result is the same chain in any tile.
@inline(__always)
var hasWideRegisters: Bool { vector_has_wide_registers != 0 }

/// The rows of the highest tile of two vectors that stays in registers.
@inline(__always)
var greatestTileHeight: Int { hasWideRegisters ? 14 : 6 }

/// The columns of a tile of that height.
@inline(__always)
var greatestTileWidth: Int { hasWideRegisters ? 32 : 16 }

/// The height of the next tile of a product: 14, 12, 8, 6, 4, 2 or 1, at most `greatest`.
///
/// Sixteen rows are two tiles of 8, since 14 would leave a tile of 2, too low to hide the latency
/// of its additions.
@inline(__always)
func tileHeight(left: Int, greatest: Int = greatestTileHeight) -> Int {
  if greatest >= 14 && left >= 14 && left != 16 { return 14 }
  if greatest >= 12 && left >= 12 && left != 16 { return 12 }
  if greatest >= 8 && left >= 8 { return 8 }
  if greatest == 6 && left >= 6 && left != 8 { return 6 }
  return left >= 4 ? 4 : left >= 2 ? 2 : 1
}

/// Returns the height that divides `rows` into the fewest tiles of about the same height.
///
/// Low tiles cannot hide the latency of their additions, so 15 rows are 8 and 7, not 14 and 1.
@inline(__always)
func evenTileHeight(rows: Int) -> Int {
  let tiles = (rows + greatestTileHeight - 1) / greatestTileHeight
  return tiles > 1 ? (rows + tiles - 1) / tiles : rows
}

/// Divides `columns` into panels of `greatest` columns, 16, 32, 48 or 64, and a last one of the
/// least such width that holds the rest.
@inline(__always)
func forEachPanel(
  _ columns: Int, greatest: Int = greatestTileWidth,
  _ body: (_ column: Int, _ width: Int, _ valid: Int) -> Void
) {
  var column = 0
  while column < columns {
    let left = columns &- column
    let width =
      left <= 16 || greatest == 16 ? 16 : left <= 32 || greatest == 32 ? 32 : greatest
    body(column, width, left < width ? left : width)
    column &+= width
  }
}

private typealias Rows2<Width: Columns> = Stack<Row<Width>, Row<Width>>
private typealias Rows2Abreast = Abreast<Rows2<Vector>, Rows2<Vector>>
private typealias Rows3<Width: Columns> = Stack<Rows2<Width>, Row<Width>>
private typealias Rows4<Width: Columns> = Stack<Rows2<Width>, Rows2<Width>>
private typealias Rows5<Width: Columns> = Stack<Rows4<Width>, Row<Width>>
private typealias Rows6<Width: Columns> = Stack<Rows4<Width>, Rows2<Width>>
private typealias Rows7<Width: Columns> = Stack<Rows6<Width>, Row<Width>>
private typealias Rows8<Width: Columns> = Stack<Rows4<Width>, Rows4<Width>>
private typealias Rows9<Width: Columns> = Stack<Rows8<Width>, Row<Width>>
private typealias Rows10<Width: Columns> = Stack<Rows8<Width>, Rows2<Width>>
private typealias Rows11<Width: Columns> = Stack<Rows10<Width>, Row<Width>>
private typealias Rows12<Width: Columns> = Stack<Rows8<Width>, Rows4<Width>>
private typealias Rows13<Width: Columns> = Stack<Rows12<Width>, Row<Width>>
private typealias Rows14<Width: Columns> = Stack<Rows12<Width>, Rows2<Width>>
