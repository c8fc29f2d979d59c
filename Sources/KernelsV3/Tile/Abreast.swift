/// A tile beside another.
///
/// Each step goes through the columns of one before those of the other, so a wide tile needs fewer
/// registers for its operands than rows of all columns do.
struct Abreast<Left: Tile, Right: Tile>: Tile {
  typealias Width = Beside<Left.Width, Right.Width>

  var left = Left()
  var right = Right()

  @inline(__always)
  init() {}

  @inline(__always)
  init(product a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    left = Left(product: a, aRow: aRow, b.left)
    right = Right(product: a, aRow: aRow, b.right)
  }

  @inline(__always)
  init(loading c: UnsafePointer<Float>, cRow: Int) {
    left = Left(loading: c, cRow: cRow)
    right = Right(loading: c + Left.Width.count, cRow: cRow)
  }

  @inline(__always)
  init(sums: UnsafePointer<Float>) {
    left = Left(sums: sums)
    right = Right(sums: sums + Left.count)
  }

  @inline(__always)
  static var rowCount: Int { Left.rowCount }

  @inline(__always)
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    left.addProduct(a, aRow: aRow, b.left)
    right.addProduct(a, aRow: aRow, b.right)
  }

  @inline(__always)
  mutating func startProduct(
    _ a: UnsafePointer<Float>, aRow: Int, _ b: Width,
    storingSumsTo sums: UnsafeMutablePointer<Float>
  ) {
    left.startProduct(a, aRow: aRow, b.left, storingSumsTo: sums)
    right.startProduct(a, aRow: aRow, b.right, storingSumsTo: sums + Left.count)
  }

  @inline(__always)
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int) {
    left.addMultiple(factor, of: b, bRow: bRow)
    right.addMultiple(factor, of: b + Left.Width.count, bRow: bRow)
  }

  @inline(__always)
  mutating func add(older: Abreast) {
    left.add(older: older.left)
    right.add(older: older.right)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int) {
    left.store(to: c, cRow: cRow)
    right.store(to: c + Left.Width.count, cRow: cRow)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, first columns: Int) {
    left.store(to: c, cRow: cRow, columns: columns < Left.Width.count ? columns : Left.Width.count)
    if columns > Left.Width.count {
      right.store(
        to: c + Left.Width.count, cRow: cRow, columns: columns &- Left.Width.count)
    }
  }
}
