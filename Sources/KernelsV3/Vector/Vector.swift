import CVector

/// Sixteen floats: the width of a vector on every target.
///
/// The lane count is part of the definition of results (lane sums add in a fixed order), not a
/// tuning choice; a processor with narrower registers uses several for one vector.
public typealias Vector = SIMD16<Float>

/// The number of lanes in a vector.
@inline(__always)
var laneCount: Int { 16 }

extension Vector {
  /// The sixteen floats at `p`, which need not be aligned.
  @inline(__always)
  init(loading p: UnsafePointer<Float>) {
    self = vector_load(p)
  }

  /// The first `count` floats at `p`, 0 to 16, and +0 in the other lanes.
  @inline(__always)
  init(loading p: UnsafePointer<Float>, first count: Int) {
    self.init(loading: p, first: count, fill: 0)
  }

  /// The first `count` floats at `p`, 0 to 16, and `fill` in the other lanes.
  ///
  /// Nothing beyond the count is read.
  @inline(__always)
  init(loading p: UnsafePointer<Float>, first count: Int, fill: Float) {
    // A constant 16, as the main loops pass, leaves the plain load.
    self =
      count == laneCount
      ? vector_load(p) : vector_load_first(p, count, Vector(repeating: fill))
  }

  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>) {
    vector_store(p, self)
  }

  /// Stores the first `count` lanes, 0 to 16, and writes nothing beyond them.
  @inline(__always)
  func store(to p: UnsafeMutablePointer<Float>, first count: Int) {
    if count == laneCount {
      vector_store(p, self)
    } else {
      vector_store_first(p, count, self)
    }
  }

  /// `self * factor + term`, rounded once.
  @inline(__always)
  func fusedProduct(_ factor: Vector, plus term: Vector) -> Vector {
    vector_fused(self, factor, term)
  }

  /// Lane by lane: `yes` where `self > other`, else `no` (also where either is NaN).
  @inline(__always)
  func whereGreater(than other: Vector, _ yes: Vector, else no: Vector) -> Vector {
    vector_where_greater(self, other, yes, no)
  }

  /// Lane by lane: `yes` where `self <= other`, else `no` (also where either is NaN).
  @inline(__always)
  func whereAtMost(_ other: Vector, _ yes: Vector, else no: Vector) -> Vector {
    vector_where_at_most(self, other, yes, no)
  }

  /// The lanes added in one fixed tree.
  @inline(__always)
  var laneSum: Float { vector_sum(self) }

  /// The greatest lane of a vector without NaN.
  @inline(__always)
  var laneMaximum: Float { vector_maximum(self) }

  /// The first `count` lanes, 0 to 16, and +0 in the others.
  @inline(__always)
  func first(_ count: Int) -> Vector {
    count == laneCount
      ? self
      : Vector(repeating: Float(count)).whereGreater(than: .laneNumbers, self, else: .zero)
  }

  @inline(__always)
  private static var laneNumbers: Vector {
    Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  /// The lanes without their signs; NaN stays NaN.
  @inline(__always)
  var magnitudes: Vector {
    unsafeBitCast(unsafeBitCast(self, to: SIMD16<UInt32>.self) & 0x7fff_ffff, to: Vector.self)
  }

  /// The lanes of `self`, which are not negative, with the signs of `other`'s.
  @inline(__always)
  func withSigns(of other: Vector) -> Vector {
    let signs = unsafeBitCast(other, to: SIMD16<UInt32>.self) & 0x8000_0000
    return unsafeBitCast(unsafeBitCast(self, to: SIMD16<UInt32>.self) | signs, to: Vector.self)
  }

  @inline(__always)
  var squareRoots: Vector { vector_square_root(self) }
}

/// Iterates over `0..<count` in vectors: `body` gets an offset and the number of lanes.
///
/// The main loop passes the constant 16, so that the inlined body has no partial access in it.
@inline(__always)
func forEachVector(_ count: Int, _ body: (_ offset: Int, _ lanes: Int) -> Void) {
  var offset = 0
  while offset &+ laneCount <= count {
    body(offset, laneCount)
    offset &+= laneCount
  }
  if offset < count {
    body(offset, count &- offset)
  }
}

/// Computes `y = body(x)`, vector by vector; `y` may be `x`.
///
/// `body` must be a function marked `@inline(__always)`: a closure may be called for every vector.
@inline(__always)
func mapVectors(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int,
  _ body: (Vector) -> Vector
) {
  forEachVector(count) { i, lanes in
    body(Vector(loading: x + i, first: lanes)).store(to: y + i, first: lanes)
  }
}

/// Computes `z = body(x, y)`, vector by vector; `z` may be `x` or `y`.
///
/// `body` must be a function marked `@inline(__always)`: a closure may be called for every vector.
@inline(__always)
func mapVectors(
  _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, into z: UnsafeMutablePointer<Float>,
  count: Int, _ body: (Vector, Vector) -> Vector
) {
  forEachVector(count) { i, lanes in
    body(Vector(loading: x + i, first: lanes), Vector(loading: y + i, first: lanes))
      .store(to: z + i, first: lanes)
  }
}
