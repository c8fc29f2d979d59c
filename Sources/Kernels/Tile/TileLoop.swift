/// A computation of tiles of any height, one below the other.
protocol TileLoop {
  associatedtype Width: Columns
  /// Computes the tile whose first row is `row`.
  func compute<T: Tile>(_: T.Type, row: Int) where T.Width == Width
}

extension TileLoop {
  /// Computes `rows` rows in tiles of `height`, 1 to `greatestTileHeight`, and a lower last one.
  @inline(__always)
  func computeRows(_ rows: Int, height: Int) {
    var row = 0
    while row < rows {
      let left = rows &- row
      let next = left < height ? left : height
      computeTile(row: row, height: next)
      row &+= next
    }
  }

  @inline(__always)
  private func computeTile(row: Int, height: Int) {
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
    case 4: compute(Rows4<Width>.self, row: row)
    case 3: compute(Rows3<Width>.self, row: row)
    case 2: compute(Rows2<Width>.self, row: row)
    default: compute(Row<Width>.self, row: row)
    }
  }
}

/// The rows of the highest tile that stays in registers.
@inline(__always)
private var greatestTileHeight: Int { hasWideRegisters ? 14 : 6 }

/// The height that cuts `rows` into the fewest tiles of about the same height.
///
/// Low tiles cannot hide the latency of their additions, so 15 rows are 8 and 7, not 14 and 1.
@inline(__always)
func evenTileHeight(rows: Int) -> Int {
  let tiles = (rows + greatestTileHeight - 1) / greatestTileHeight
  return tiles > 1 ? (rows + tiles - 1) / tiles : rows
}

private typealias Rows3<Width: Columns> = Stack<Rows2<Width>, Row<Width>>
private typealias Rows5<Width: Columns> = Stack<Rows4<Width>, Row<Width>>
private typealias Rows7<Width: Columns> = Stack<Rows6<Width>, Row<Width>>
private typealias Rows9<Width: Columns> = Stack<Rows8<Width>, Row<Width>>
private typealias Rows10<Width: Columns> = Stack<Rows8<Width>, Rows2<Width>>
private typealias Rows11<Width: Columns> = Stack<Rows10<Width>, Row<Width>>
private typealias Rows13<Width: Columns> = Stack<Rows12<Width>, Row<Width>>
