import Kernels

/// The random numbers of one image, in the order in which they are asked for.
struct DigitRandom {
  private let generator: Philox4x32
  private var counter: SIMD4<UInt32>
  private var words = SIMD4<UInt32>()
  private var used = 4

  /// Creates the numbers of the image at an index of one split; no two images share any.
  init(generator: Philox4x32, image: Int, split: UInt32) {
    self.generator = generator
    counter = [
      0, UInt32(truncatingIfNeeded: image), split, GeneratorPurpose.syntheticData.rawValue,
    ]
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

  /// A number from -1 to 1, evenly spread.
  mutating func even() -> Double { Double(word()) * 0x1p-31 - 1 }

  /// A number from -1 to 1, mostly near 0: the mean of three.
  mutating func central() -> Double { (even() + even() + even()) / 3 }

  /// A number in `0..<count`.
  mutating func choice(of count: Int) -> Int {
    Int((UInt64(word()) * UInt64(count)) >> 32)
  }

  mutating func point(_ number: (inout DigitRandom) -> Double) -> Point {
    let x = number(&self)
    return Point(x, number(&self))
  }
}
