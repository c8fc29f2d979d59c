import Kernels

/// The random numbers of one image, in the order of the calls.
struct DigitRandom {
  private var random: SampleRandom

  /// Creates the numbers of the image at an index of one split; no two images share any.
  init(generator: Philox4x32, image: Int, split: UInt32) {
    random = SampleRandom(
      generator: generator, sample: image, split: split, purpose: .syntheticData)
  }

  mutating func word() -> UInt32 { random.word() }

  /// Returns a uniform number from -1 to 1.
  mutating func even() -> Double { Double(word()) * 0x1p-31 - 1 }

  /// Returns a number from -1 to 1, concentrated near 0: the mean of three.
  mutating func central() -> Double { (even() + even() + even()) / 3 }

  /// Returns a number in `0..<count`.
  mutating func choice(of count: Int) -> Int {
    Int((UInt64(word()) * UInt64(count)) >> 32)
  }

  mutating func point(_ number: (inout DigitRandom) -> Double) -> Point {
    let x = number(&self)
    return Point(x, number(&self))
  }
}
