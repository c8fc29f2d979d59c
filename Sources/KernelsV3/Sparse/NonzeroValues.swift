import CVector

/// A value and the offset that it belongs to.
typealias IndexedValue = vector_indexed

/// The nonzero values among those appended, in order, with their offsets.
///
/// Skipping exact zeros does not change a sum of products, as `NonzeroColumns` explains.
struct NonzeroValues {
  /// Room for all values that are appended, and fifteen more.
  var list: UnsafeMutablePointer<IndexedValue>
  private(set) var count = 0

  @inline(__always)
  init(list: UnsafeMutablePointer<IndexedValue>) {
    self.list = list
  }

  /// The entries that a list of `count` values may write.
  @inline(__always)
  static func capacity(_ count: Int) -> Int { wholeVectors(count + laneCount - 1) }

  /// Appends the nonzero lanes, or all, with the offsets `(first + lane) * scale`.
  @inline(__always)
  mutating func append(_ x: Vector, first: Int, scale: Int, includesZeros: Bool) {
    let lanes = includesZeros ? 0xffff : vector_lanes_with(x.magnitudeBits, magnitudeBits)
    count &+= vector_append_indexed(list + count, first, scale, x, lanes)
  }
}

/// Adds multiples of rows to the tile of sums at `c`, one for each of `factors`.
///
/// A factor's offset is that of its row from `rows`; further rows of the tile follow `bRow` floats
/// apart.
@inline(__always)
func addMultiples<T: Tile>(
  _: T.Type, of rows: UnsafePointer<Float>, bRow: Int, _ factors: UnsafePointer<IndexedValue>,
  count: Int, to c: UnsafeMutablePointer<Float>, cRow: Int
) {
  var tile = T(loading: UnsafePointer(c), cRow: cRow)
  var next = factors
  let end = factors + count
  while next != end {
    tile.addMultiple(
      Vector(repeating: next.pointee.value), of: rows + Int(next.pointee.offset), bRow: bRow)
    next += 1
  }
  // Here -0 and +0 are equivalent: later additions give the same number for both, and the root
  // stores +0.
  tile.store(to: c, cRow: cRow)
}
