/// A register tile: a block of results that stays in registers while a product is summed.
///
/// Nested generic structs, because the compiler unrolls them completely; an array, or a tuple in a
/// loop, is kept in memory and accessed at every step.
protocol Tile: TreeSummand {
  associatedtype Width: Columns
  init()
  /// Starts a product with its first step: row `i` is `a[i * aRow] * b`.
  init(product a: UnsafePointer<Float>, aRow: Int, _ b: Width)
  /// Loads the results that `store` wrote to rows `cRow` apart.
  init(loading c: UnsafePointer<Float>, cRow: Int)
  static var rowCount: Int { get }
  /// Adds one step of the product: row `i` gets `a[i * aRow] * b`.
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width)
  /// Loads the sums that `startProduct` stored.
  init(sums: UnsafePointer<Float>)
  /// Starts another product with its first step: row `i` becomes `a[i * aRow] * b`, as soon as what
  /// it replaces is stored, unchanged, in `sums`, in an order that `init(sums:)` knows.
  mutating func startProduct(
    _ a: UnsafePointer<Float>, aRow: Int, _ b: Width,
    storingSumsTo sums: UnsafeMutablePointer<Float>
  )
  /// Adds `factor * b`, row by row, with rows of `b` that are `bRow` apart.
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int)
  /// Stores `self + (+0)`, which turns -0 into +0, in rows `cRow` apart.
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int)
  /// The same for the first `columns` of each row, 1 to `Width.count`.
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, first columns: Int)
}

extension Tile {
  /// The number of results.
  @inline(__always)
  static var count: Int { rowCount &* Width.count }

  /// Stores those columns of the tile that exist.
  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, columns: Int) {
    if columns == Width.count {
      store(to: c, cRow: cRow)
    } else {
      store(to: c, cRow: cRow, first: columns)
    }
  }
}

/// One row of a tile.
struct Row<Width: Columns>: Tile {
  var sum = Width()

  @inline(__always)
  init() {}

  @inline(__always)
  init(product a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    sum = b.multiplied(by: Vector(repeating: a.pointee))
  }

  @inline(__always)
  init(loading c: UnsafePointer<Float>, cRow: Int) {
    sum = Width(loading: c)
  }

  @inline(__always)
  init(sums: UnsafePointer<Float>) {
    sum = Width(loading: sums)
  }

  @inline(__always)
  static var rowCount: Int { 1 }

  @inline(__always)
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    sum.addProduct(Vector(repeating: a.pointee), b)
  }

  @inline(__always)
  mutating func startProduct(
    _ a: UnsafePointer<Float>, aRow: Int, _ b: Width,
    storingSumsTo sums: UnsafeMutablePointer<Float>
  ) {
    sum.store(to: sums)
    sum = b.multiplied(by: Vector(repeating: a.pointee))
  }

  @inline(__always)
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int) {
    sum.addProduct(factor, Width(loading: b))
  }

  @inline(__always)
  mutating func add(older: Row) {
    sum.add(older: older.sum)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int) {
    sum.positiveZeros.store(to: c)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, first columns: Int) {
    sum.positiveZeros.store(to: c, first: columns)
  }
}

/// A tile on top of another.
struct Stack<Top: Tile, Bottom: Tile>: Tile where Top.Width == Bottom.Width {
  typealias Width = Top.Width

  var top = Top()
  var bottom = Bottom()

  @inline(__always)
  init() {}

  @inline(__always)
  init(product a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    top = Top(product: a, aRow: aRow, b)
    bottom = Bottom(product: a + Top.rowCount &* aRow, aRow: aRow, b)
  }

  @inline(__always)
  init(loading c: UnsafePointer<Float>, cRow: Int) {
    top = Top(loading: c, cRow: cRow)
    bottom = Bottom(loading: c + Top.rowCount &* cRow, cRow: cRow)
  }

  @inline(__always)
  init(sums: UnsafePointer<Float>) {
    top = Top(sums: sums)
    bottom = Bottom(sums: sums + Top.count)
  }

  @inline(__always)
  static var rowCount: Int { Top.rowCount &+ Bottom.rowCount }

  @inline(__always)
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    top.addProduct(a, aRow: aRow, b)
    bottom.addProduct(a + Top.rowCount &* aRow, aRow: aRow, b)
  }

  @inline(__always)
  mutating func startProduct(
    _ a: UnsafePointer<Float>, aRow: Int, _ b: Width,
    storingSumsTo sums: UnsafeMutablePointer<Float>
  ) {
    top.startProduct(a, aRow: aRow, b, storingSumsTo: sums)
    bottom.startProduct(
      a + Top.rowCount &* aRow, aRow: aRow, b, storingSumsTo: sums + Top.count)
  }

  @inline(__always)
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int) {
    top.addMultiple(factor, of: b, bRow: bRow)
    bottom.addMultiple(factor, of: b + Top.rowCount &* bRow, bRow: bRow)
  }

  @inline(__always)
  mutating func add(older: Stack) {
    top.add(older: older.top)
    bottom.add(older: older.bottom)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int) {
    top.store(to: c, cRow: cRow)
    bottom.store(to: c + Top.rowCount &* cRow, cRow: cRow)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, first columns: Int) {
    top.store(to: c, cRow: cRow, first: columns)
    bottom.store(to: c + Top.rowCount &* cRow, cRow: cRow, first: columns)
  }
}
