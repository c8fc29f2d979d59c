/// Reproducible inputs: SplitMix64 (Steele, Lea and Flood 2014), independent of the code under test.
struct SampleValues {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Floats in [-1, 1) with full significands.
  mutating func floats(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(next() >> 40) * 0x1p-23 - 1 }
  }

  /// Class indices below `classCount`.
  mutating func classes(_ count: Int, of classCount: Int) -> [Int] {
    (0..<count).map { _ in Int(next() % UInt64(classCount)) }
  }
}
