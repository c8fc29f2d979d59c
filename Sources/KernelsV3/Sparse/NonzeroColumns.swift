import CVector

/// The columns in which any of a few rows is nonzero.
///
/// A column of exact zeros adds nothing to a sum of products, so it can be skipped if the other
/// operand is finite (`0 * inf` is NaN). A sum of -0 comes out as +0 either way, since every result
/// is stored as sum + (+0). A denormal is nonzero.
struct NonzeroColumns {
  /// The columns in ascending order, with room for `capacity` entries.
  var list: UnsafeMutablePointer<Int32>
  /// The number of columns of the list.
  private(set) var count = 0

  @inline(__always)
  init(list: UnsafeMutablePointer<Int32>) {
    self.list = list
  }

  /// The entries that a list of `columns` columns may write.
  @inline(__always)
  static func capacity(columns: Int) -> Int { wholeVectors(columns) }

  /// Lists the columns of `rows` rows at `x`, 1 to 4, that are `stride` apart.
  @inline(__always)
  mutating func find(_ x: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int) {
    // With fewer than four rows the last is read again.
    let second = x + (rows > 1 ? stride : 0)
    let third = x + (rows > 2 ? 2 &* stride : 0)
    let last = x + (rows &- 1) &* stride
    var count = 0
    forEachVector(columns) { column, lanes in
      let bits =
        bits(x + column, lanes) | bits(second + column, lanes) | bits(third + column, lanes)
        | bits(last + column, lanes)
      count &+= vector_append_lanes(
        list + count, column, vector_lanes_with(bits, magnitudeBits))
    }
    self.count = count
  }

  @inline(__always)
  private func bits(_ x: UnsafePointer<Float>, _ lanes: Int) -> SIMD16<UInt32> {
    unsafeBitCast(Vector(loading: x, first: lanes), to: SIMD16<UInt32>.self)
  }
}

/// All bits of a float but its sign.
@inline(__always)
var magnitudeBits: UInt32 { 0x7fff_ffff }

/// Whether all of `count` values are finite.
@inline(__always)
func isFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
  CompiledKernels.largestMagnitudeBits(values, count: count) < Float.infinity.bitPattern
}
