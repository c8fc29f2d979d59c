/// Sixty-four adjacent columns, whose four sums hide the latency of an addition.
struct FourVectors {
  var a = Vector.zero
  var b = Vector.zero
  var c = Vector.zero
  var d = Vector.zero

  @inline(__always)
  init() {}

  @inline(__always)
  init(loading p: UnsafePointer<Float>) {
    a = Vector(loading: p)
    b = Vector(loading: p + 16)
    c = Vector(loading: p + 32)
    d = Vector(loading: p + 48)
  }

  @inline(__always)
  static var count: Int { 64 }

  @inline(__always)
  mutating func add(to older: FourVectors) {
    a = older.a + a
    b = older.b + b
    c = older.c + c
    d = older.d + d
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>) {
    a.store(to: p)
    b.store(to: p + 16)
    c.store(to: p + 32)
    d.store(to: p + 48)
  }
}

/// As the terms of a sum over rows it is always loaded and stored whole.
extension FourVectors: RowSum {
  @inline(__always)
  init(loading p: UnsafePointer<Float>, first count: Int) {
    self.init(loading: p)
  }

  @inline(__always)
  mutating func addRow(_ p: UnsafePointer<Float>, first count: Int) {
    let row = FourVectors(loading: p)
    a += row.a
    b += row.b
    c += row.c
    d += row.d
  }
}

extension FourVectors: Columns {
  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: FourVectors) {
    a.addProduct(factor, other.a)
    b.addProduct(factor, other.b)
    c.addProduct(factor, other.c)
    d.addProduct(factor, other.d)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    if count == FourVectors.count { return store(to: p) }
    TwoVectors(a, b).store(to: p, first: count < 32 ? count : 32)
    if count > 32 {
      TwoVectors(c, d).store(to: p + 32, first: count &- 32)
    }
  }
}
