/// The counter-based random generator Philox 4x32-10.
///
/// A bijection of 128-bit counters for each key: the words for a counter depend on nothing that was
/// drawn before. Source: Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as
/// 1, 2, 3", section 3.3.
package struct Philox4x32: Sendable {
  private var key0: UInt32
  private var key1: UInt32

  /// Creates the generator for `key`; its low half is the first key word.
  package init(key: UInt64) {
    key0 = UInt32(truncatingIfNeeded: key)
    key1 = UInt32(truncatingIfNeeded: key &>> 32)
  }

  /// The two key words of the first round.
  package var keys: (UInt32, UInt32) { (key0, key1) }

  /// The four random words that belong to `counter`.
  package func callAsFunction(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    words(counter)
  }

  @inline(__always)
  func words(_ counter: SIMD4<UInt32>) -> SIMD4<UInt32> {
    var (x0, x1, x2, x3) = (counter[0], counter[1], counter[2], counter[3])
    var (k0, k1) = (key0, key1)
    for _ in 0..<10 {
      let left = UInt64(x0) &* 0xd251_1f53
      let right = UInt64(x2) &* 0xcd9e_8d57
      x0 = UInt32(truncatingIfNeeded: right &>> 32) ^ x1 ^ k0
      x1 = UInt32(truncatingIfNeeded: right)
      x2 = UInt32(truncatingIfNeeded: left &>> 32) ^ x3 ^ k1
      x3 = UInt32(truncatingIfNeeded: left)
      k0 &+= 0x9e37_79b9
      k1 &+= 0xbb67_ae85
    }
    return SIMD4(x0, x1, x2, x3)
  }
}
