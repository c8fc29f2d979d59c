/// Adjacent columns of one row of results: one, two or four vectors.
protocol Columns {
  init()
  init(loading p: UnsafePointer<Float>)
  static var count: Int { get }
  /// Adds `factor * other` with one rounding.
  mutating func addProduct(_ factor: Vector, _ other: Self)
  /// `older + self`, as the reduction tree adds.
  mutating func add(to older: Self)
  func store(to p: UnsafeMutablePointer<Float>)
  /// Stores the first `count` columns, 1 to `Self.count`.
  func store(to p: UnsafeMutablePointer<Float>, first count: Int)
}

extension Vector: Columns {
  @inline(__always)
  init() {
    self = .zero
  }

  @inline(__always)
  static var count: Int { 16 }

  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: Vector) {
    self = factor.fusedProduct(other, plus: self)
  }

  @inline(__always)
  mutating func add(to older: Vector) {
    self = older + self
  }
}

/// Thirty-two adjacent columns.
struct TwoVectors: Columns {
  var low = Vector.zero
  var high = Vector.zero

  @inline(__always)
  init() {}

  @inline(__always)
  init(_ low: Vector, _ high: Vector) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  init(loading p: UnsafePointer<Float>) {
    low = Vector(loading: p)
    high = Vector(loading: p + laneCount)
  }

  @inline(__always)
  static var count: Int { 32 }

  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: TwoVectors) {
    low.addProduct(factor, other.low)
    high.addProduct(factor, other.high)
  }

  @inline(__always)
  mutating func add(to older: TwoVectors) {
    low.add(to: older.low)
    high.add(to: older.high)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>) {
    low.store(to: p)
    high.store(to: p + laneCount)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    low.store(to: p, first: count < laneCount ? count : laneCount)
    if count > laneCount {
      high.store(to: p + laneCount, first: count &- laneCount)
    }
  }
}

/// A block of results that stays in registers while a product is summed.
///
/// Nested generic structs, because the compiler unrolls them completely; an array, or a tuple in a
/// loop, is kept in memory and touched at every step.
protocol Tile {
  associatedtype Width: Columns
  init()
  /// The results that `store` left in rows `cRow` apart.
  init(loading c: UnsafePointer<Float>, cRow: Int)
  static var rowCount: Int { get }
  /// Adds one step of the product: row `i` gets `a[i * aRow] * b`.
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width)
  /// Adds `factor * b`, row by row, with rows of `b` that are `bRow` apart.
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int)
  /// `older + self`, as the reduction tree adds.
  mutating func add(to older: Self)
  /// Stores `self + (+0)`, which turns -0 into +0, in rows `cRow` apart.
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int)
  /// The same for the first `columns` of each row.
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, columns: Int)
}

/// One row of a tile.
struct Row<Width: Columns>: Tile {
  var sum = Width()

  @inline(__always)
  init() {}

  @inline(__always)
  init(loading c: UnsafePointer<Float>, cRow: Int) {
    sum = Width(loading: c)
  }

  @inline(__always)
  static var rowCount: Int { 1 }

  @inline(__always)
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    sum.addProduct(Vector(repeating: a.pointee), b)
  }

  @inline(__always)
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int) {
    sum.addProduct(factor, Width(loading: b))
  }

  @inline(__always)
  mutating func add(to older: Row) {
    sum.add(to: older.sum)
  }

  /// The sums with -0 turned into +0.
  @inline(__always)
  var result: Width {
    var zero = Width()
    zero.add(to: sum)
    return zero
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int) {
    result.store(to: c)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, columns: Int) {
    result.store(to: c, first: columns)
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
  init(loading c: UnsafePointer<Float>, cRow: Int) {
    top = Top(loading: c, cRow: cRow)
    bottom = Bottom(loading: c + Top.rowCount &* cRow, cRow: cRow)
  }

  @inline(__always)
  static var rowCount: Int { Top.rowCount &+ Bottom.rowCount }

  @inline(__always)
  mutating func addProduct(_ a: UnsafePointer<Float>, aRow: Int, _ b: Width) {
    top.addProduct(a, aRow: aRow, b)
    bottom.addProduct(a + Top.rowCount &* aRow, aRow: aRow, b)
  }

  @inline(__always)
  mutating func addMultiple(_ factor: Vector, of b: UnsafePointer<Float>, bRow: Int) {
    top.addMultiple(factor, of: b, bRow: bRow)
    bottom.addMultiple(factor, of: b + Top.rowCount &* bRow, bRow: bRow)
  }

  @inline(__always)
  mutating func add(to older: Stack) {
    top.add(to: older.top)
    bottom.add(to: older.bottom)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int) {
    top.store(to: c, cRow: cRow)
    bottom.store(to: c + Top.rowCount &* cRow, cRow: cRow)
  }

  @inline(__always)
  func store(to c: UnsafeMutablePointer<Float>, cRow: Int, columns: Int) {
    top.store(to: c, cRow: cRow, columns: columns)
    bottom.store(to: c + Top.rowCount &* cRow, cRow: cRow, columns: columns)
  }
}

typealias Rows2<Width: Columns> = Stack<Row<Width>, Row<Width>>
typealias Rows4<Width: Columns> = Stack<Rows2<Width>, Rows2<Width>>
typealias Rows6<Width: Columns> = Stack<Rows4<Width>, Rows2<Width>>
typealias Rows8<Width: Columns> = Stack<Rows4<Width>, Rows4<Width>>
typealias Rows12<Width: Columns> = Stack<Rows8<Width>, Rows4<Width>>
typealias Rows14<Width: Columns> = Stack<Rows12<Width>, Rows2<Width>>
