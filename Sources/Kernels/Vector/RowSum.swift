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
