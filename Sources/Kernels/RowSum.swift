/// Adjacent columns whose rows are added without a product: one vector or four.
protocol RowSum {
  init()
  /// The first `count` columns at `p`, the others zero.
  init(loading p: UnsafePointer<Float>, first count: Int)
  mutating func addRow(_ p: UnsafePointer<Float>, first count: Int)
  /// `older + self`, as the reduction tree adds.
  mutating func add(to older: Self)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int)
}

extension RowSum {
  /// `self + (+0)`, which turns -0 into +0.
  @inline(__always)
  var positiveZeros: Self {
    var zero = Self()
    zero.add(to: self)
    return zero
  }
}

extension Vector: RowSum {
  @inline(__always)
  init(loading p: UnsafePointer<Float>, first count: Int) {
    self.init(loading: p, first: count, fill: 0)
  }

  @inline(__always)
  mutating func addRow(_ p: UnsafePointer<Float>, first count: Int) {
    self += Vector(loading: p, first: count)
  }
}

/// Sixty-four adjacent columns, whose four sums hide the latency of an addition.
///
/// It is always loaded and stored whole.
struct FourVectors: RowSum {
  var a = Vector.zero
  var b = Vector.zero
  var c = Vector.zero
  var d = Vector.zero

  @inline(__always)
  init() {}

  @inline(__always)
  init(loading p: UnsafePointer<Float>, first count: Int) {
    a = Vector(loading: p)
    b = Vector(loading: p + 16)
    c = Vector(loading: p + 32)
    d = Vector(loading: p + 48)
  }

  @inline(__always)
  static var count: Int { 64 }

  @inline(__always)
  mutating func addRow(_ p: UnsafePointer<Float>, first count: Int) {
    let row = FourVectors(loading: p, first: count)
    a += row.a
    b += row.b
    c += row.c
    d += row.d
  }

  @inline(__always)
  mutating func add(to older: FourVectors) {
    a = older.a + a
    b = older.b + b
    c = older.c + c
    d = older.d + d
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    a.store(to: p)
    b.store(to: p + 16)
    c.store(to: p + 32)
    d.store(to: p + 48)
  }
}
