import Kernels

/// The random numbers of one generated sample, in the order of the calls.
///
/// They depend only on the seed, the purpose, the split and the sample's index, so a sample is the
/// same for any counts.
struct SampleRandom {
  private let generator: Philox4x32
  private var counter: SIMD4<UInt32>
  private var words = SIMD4<UInt32>()
  private var used = 4

  /// Creates the numbers of the sample at an index of one split; no two samples share any.
  init(generator: Philox4x32, sample: Int, split: UInt32, purpose: GeneratorPurpose) {
    self.generator = generator
    counter = [0, UInt32(truncatingIfNeeded: sample), split, purpose.rawValue]
  }

  mutating func word() -> UInt32 {
    if used == 4 {
      words = generator(counter)
      counter[0] &+= 1
      used = 0
    }
    used += 1
    return words[used - 1]
  }

  /// Returns one of the 2^53 evenly spaced numbers in `[0, 1)`, from two words.
  mutating func uniform() -> Double {
    let high = UInt64(word())
    return Double((high << 32 | UInt64(word())) >> 11) * 0x1p-53
  }

  /// Returns two independent numbers of mean 0 and variance 1.
  ///
  /// Source: Box and Muller 1958, "A note on the generation of random normal deviates".
  mutating func normalPair() -> (Double, Double) {
    // From (0, 1], because the logarithm of 0 is infinite.
    let radius = (-2 * Elementary.log(1 - uniform())).squareRoot()
    let angle = 2 * Double.pi * uniform()
    return (radius * Elementary.cos(angle), radius * Elementary.sin(angle))
  }
}
