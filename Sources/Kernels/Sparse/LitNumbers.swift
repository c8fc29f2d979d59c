import CVector

/// A number and where it belongs.
typealias PlacedNumber = vector_placed

/// The numbers other than zero of what was looked through, in order, with their places.
///
/// What is multiplied by an exact zero adds nothing to a sum of products, as `LitColumns` explains.
struct LitNumbers {
  /// Room for all numbers that are looked through, and fifteen more.
  var list: UnsafeMutablePointer<PlacedNumber>
  private(set) var count = 0

  @inline(__always)
  init(list: UnsafeMutablePointer<PlacedNumber>) {
    self.list = list
  }

  /// The places that a list of `count` numbers may write.
  @inline(__always)
  static func capacity(_ count: Int) -> Int { wholeVectors(count + laneCount - 1) }

  /// Appends the lanes other than zero, or all, with the places `(first + lane) * scale`.
  @inline(__always)
  mutating func append(_ x: Vector, first: Int, scale: Int, takesZeros: Bool) {
    let lanes = takesZeros ? 0xffff : vector_lanes_with(x.magnitudeBits, magnitudeBits)
    count &+= vector_append_placed(list + count, first, scale, x, lanes)
  }
}

/// Adds the multiples of rows that `numbers` tells to the tile of sums at `c`.
///
/// A number's place is where its row of the tile's width starts behind `rows`; further rows of the
/// tile follow `bRow` floats apart.
@inline(__always)
func addMultiples<T: Tile>(
  _: T.Type, of rows: UnsafePointer<Float>, bRow: Int, _ numbers: UnsafePointer<PlacedNumber>,
  count: Int, to c: UnsafeMutablePointer<Float>, cRow: Int
) {
  var tile = T(loading: UnsafePointer(c), cRow: cRow)
  var next = numbers
  let end = numbers + count
  while next != end {
    tile.addMultiple(
      Vector(repeating: next.pointee.number), of: rows + Int(next.pointee.place), bRow: bRow)
    next += 1
  }
  // Here -0 and +0 are one: what is added later makes the same number of both, the root +0.
  tile.store(to: c, cRow: cRow)
}
