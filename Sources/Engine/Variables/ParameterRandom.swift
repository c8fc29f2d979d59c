package import Kernels

/// The random numbers of one parameter's first values, each a function of its index.
///
/// So the values are the same on any number of ranks, and in whichever order they are computed.
public struct ParameterRandom: Sendable {
  package let generator: Philox4x32
  /// The words of a counter behind the one for the index.
  package let counter: SIMD3<UInt32>

  package init(generator: Philox4x32, counter: SIMD3<UInt32>) {
    self.generator = generator
    self.counter = counter
  }

  /// A number from 0 to below 1.
  public func uniform(_ index: Int) -> Double {
    let words = generator([UInt32(truncatingIfNeeded: index / 4), counter.x, counter.y, counter.z])
    return Double(words[index % 4]) * 0x1p-32
  }

  /// A number of the normal distribution with mean 0 and variance 1.
  ///
  /// Box and Muller (1958): two uniform words give a length `√(-2 ln u)` and an angle `2π v`, and
  /// these two normal numbers.
  public func normal(_ index: Int) -> Double {
    normals(UInt32(truncatingIfNeeded: index), attempt: 0).x
  }

  /// Four normal numbers that do not depend on each other.
  package func normals(_ index: UInt32, attempt: UInt32) -> SIMD4<Double> {
    let words = generator([index, counter.x &+ attempt, counter.y, counter.z])
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
