import KernelInterface

/// Eight 32-bit words, extended to hold their products.
typealias WideWords = SIMD8<UInt64>

/// One word of each of sixteen counters: those of even and of odd counters apart, because a product
/// takes twice a word's bits.
struct SixteenWords {
  fileprivate var even: WideWords
  fileprivate var odd: WideWords

  /// Returns all ones in the lanes with a word of at least `threshold`, 0 to 2^32, otherwise zeros.
  @inline(__always)
  func lanes(atLeast threshold: UInt64) -> SIMD16<UInt32> {
    let thresholds = WideWords(repeating: threshold)
    // A word below it leaves a negative difference: ones in the upper half.
    let below =
      ((even &- thresholds) &>> 32) | ((odd &- thresholds) & 0xffff_ffff_0000_0000)
    return ~unsafeBitCast(below, to: SIMD16<UInt32>.self)
  }
}

extension Philox4x32 {
  /// The four words of the counters `first` to `first + 15`, combined with the words of `others`.
  @inline(__always)
  func sixteenCounters(first: UInt32, _ others: SIMD3<UInt32>) -> (
    SixteenWords, SixteenWords, SixteenWords, SixteenWords
  ) {
    let base = WideWords(repeating: UInt64(first))
    let even = eightCounters(base &+ WideWords(0, 2, 4, 6, 8, 10, 12, 14), others)
    let odd = eightCounters(base &+ WideWords(1, 3, 5, 7, 9, 11, 13, 15), others)
    return (
      SixteenWords(even: even.0, odd: odd.0), SixteenWords(even: even.1, odd: odd.1),
      SixteenWords(even: even.2, odd: odd.2), SixteenWords(even: even.3, odd: odd.3)
    )
  }

  /// The rounds of `words`, for eight counters at once.
  @inline(__always)
  private func eightCounters(_ first: WideWords, _ others: SIMD3<UInt32>) -> (
    WideWords, WideWords, WideWords, WideWords
  ) {
    let low = WideWords(repeating: 0xffff_ffff)
    var x0 = first & low
    var x1 = WideWords(repeating: UInt64(others.x))
    var x2 = WideWords(repeating: UInt64(others.y))
    var x3 = WideWords(repeating: UInt64(others.z))
    var (k0, k1) = keys
    for _ in 0..<10 {
      let left = x0 &* WideWords(repeating: 0xd251_1f53)
      let right = x2 &* WideWords(repeating: 0xcd9e_8d57)
      x0 = (right &>> 32) ^ x1 ^ WideWords(repeating: UInt64(k0))
      x1 = right & low
      x2 = (left &>> 32) ^ x3 ^ WideWords(repeating: UInt64(k1))
      x3 = left & low
      k0 &+= 0x9e37_79b9
      k1 &+= 0xbb67_ae85
    }
    return (x0, x1, x2, x3)
  }
}
