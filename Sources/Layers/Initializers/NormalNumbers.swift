import Engine
import Kernels

/// Normally distributed random numbers with mean 0 and variance 1, each a function of its place.
///
/// Box and Muller (1958): two uniform words give a length `√(-2 ln u)` and an angle `2π v`, and
/// these two normal numbers.
struct NormalNumbers {
  /// What a normal number that is cut at 2 has for its standard deviation.
  ///
  /// Keras divides by it, so that the cut does not make the numbers smaller. It is
  /// `√(1 - 4 φ(2) / (2 Φ(2) - 1))`.
  static let cutDeviation = 0.879_625_661_034_239_78

  let generator: Philox4x32
  let counter: SIMD3<UInt32>

  /// The number at a place.
  func number(_ place: UInt32) -> Double {
    candidates(place, attempt: 0).x
  }

  /// The number at a place, drawn again until it lies between -2 and 2.
  func cutNumber(_ place: UInt32) -> Double {
    var attempt: UInt32 = 0
    while true {
      let candidates = candidates(place, attempt: attempt)
      for lane in candidates.indices where candidates[lane].magnitude < 2 {
        return candidates[lane]
      }
      attempt &+= 1
    }
  }

  /// Four numbers that do not depend on each other.
  private func candidates(_ place: UInt32, attempt: UInt32) -> SIMD4<Double> {
    let words = generator([place, counter.x &+ attempt, counter.y, counter.z])
    let (a, b) = pair(words.x, words.y)
    let (c, d) = pair(words.z, words.w)
    return [a, b, c, d]
  }

  private func pair(_ first: UInt32, _ second: UInt32) -> (Double, Double) {
    // Half a step up: the logarithm of 0 is not wanted.
    let length = (-2 * Elementary.log((Double(first) + 0.5) * 0x1p-32)).squareRoot()
    let angle = 2 * Double.pi * (Double(second) * 0x1p-32)
    return (length * Elementary.cos(angle), length * Elementary.sin(angle))
  }
}

extension NormalNumbers {
  /// Fills `count` values with numbers of a mean and a standard deviation, each rounded once.
  func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, mean: Double, deviation: Double
  ) {
    for place in 0..<count {
      unsafe values[place] = Float(
        mean + deviation * number(UInt32(truncatingIfNeeded: place)))
    }
  }

  /// Fills `count` values with numbers of mean 0 and a standard deviation, none beyond twice what
  /// it would be without the cut.
  func fillCut(_ values: UnsafeMutablePointer<Float>, count: Int, deviation: Double) {
    let uncut = deviation / Self.cutDeviation
    for place in 0..<count {
      unsafe values[place] = Float(uncut * cutNumber(UInt32(truncatingIfNeeded: place)))
    }
  }
}
