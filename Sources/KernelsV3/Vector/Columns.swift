/// Adjacent columns of one row of results: one vector or several.
///
/// Nested generic structs, because the compiler unrolls them completely and keeps them in
/// registers.
protocol Columns: TreeSummand {
  /// Zeros.
  init()
  init(loading p: UnsafePointer<Float>)
  /// Creates columns from vectors; `vector` is called with the offset of each.
  init(_ vector: (_ offset: Int) -> Vector)
  static var count: Int { get }
  /// Adds `factor * other` with one rounding.
  mutating func addProduct(_ factor: Vector, _ other: Self)
  /// Returns `factor * self`.
  func multiplied(by factor: Vector) -> Self
  func store(to p: UnsafeMutablePointer<Float>)
  /// Stores the first `count` columns, 1 to `Self.count`.
  func store(to p: UnsafeMutablePointer<Float>, first count: Int)
}

extension Columns {
  /// `self + (+0)`, which turns -0 into +0.
  @inline(__always)
  var positiveZeros: Self {
    var zero = Self()
    zero.add(older: self)
    return zero
  }
}

extension Vector: TreeSummand, Columns {
  @inline(__always)
  init() {
    self = .zero
  }

  @inline(__always)
  init(_ vector: (_ offset: Int) -> Vector) {
    self = vector(0)
  }

  @inline(__always)
  static var count: Int { 16 }

  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: Vector) {
    self = factor.fusedProduct(other, plus: self)
  }

  @inline(__always)
  func multiplied(by factor: Vector) -> Vector {
    factor * self
  }

  @inline(__always)
  mutating func add(older: Vector) {
    self = older + self
  }
}

/// Two runs of columns side by side.
struct Beside<Left: Columns, Right: Columns>: Columns {
  var left = Left()
  var right = Right()

  @inline(__always)
  init() {}

  @inline(__always)
  init(loading p: UnsafePointer<Float>) {
    left = Left(loading: p)
    right = Right(loading: p + Left.count)
  }

  @inline(__always)
  init(_ vector: (_ offset: Int) -> Vector) {
    left = Left(vector)
    right = Right { vector(Left.count &+ $0) }
  }

  @inline(__always)
  static var count: Int { Left.count &+ Right.count }

  @inline(__always)
  mutating func addProduct(_ factor: Vector, _ other: Beside) {
    left.addProduct(factor, other.left)
    right.addProduct(factor, other.right)
  }

  @inline(__always)
  func multiplied(by factor: Vector) -> Beside {
    var product = self
    product.left = left.multiplied(by: factor)
    product.right = right.multiplied(by: factor)
    return product
  }

  @inline(__always)
  mutating func add(older: Beside) {
    left.add(older: older.left)
    right.add(older: older.right)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>) {
    left.store(to: p)
    right.store(to: p + Left.count)
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    left.store(to: p, first: count < Left.count ? count : Left.count)
    if count > Left.count {
      right.store(to: p + Left.count, first: count &- Left.count)
    }
  }
}

/// Thirty-two adjacent columns.
typealias TwoVectors = Beside<Vector, Vector>
/// Forty-eight adjacent columns.
typealias ThreeVectors = Beside<TwoVectors, Vector>
/// Sixty-four adjacent columns: four sums hide the latency of an addition.
typealias FourVectors = Beside<TwoVectors, TwoVectors>
/// Ninety-six adjacent columns.
typealias SixVectors = Beside<FourVectors, TwoVectors>
