import Kernels
import TestSupport
import Testing

@Suite("leakyRelu and leakyReluGradient")
struct LeakyReluTests {
  private let kernel: Elementwise = {
    kernels.leakyRelu($0, into: $1, count: $2, negativeSlope: 0.3)
  }
  private let gradient: ElementwiseGradient = {
    kernels.leakyReluGradient(input: $0, gradient: $1, into: $2, count: $3, negativeSlope: 0.3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, { $0 > 0 ? $0 : 0.3 * $0 }, count: count, seed: 2_720, gradient: gradient,
      fromOutput: false
    ) { x, y, dy in x > 0 ? dy : 0.3 * dy }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { $0 > 0 ? $0 : 0.3 * $0 }, kernel, gradient: gradient, fromOutput: false)
  }

  @Test func areTheSlopeAtZeroAndPassNaNOn() {
    expectSameBits(applied(gradient, [0, -0.0], [1, 1]), [0.3, 0.3], "at 0")
    expectSameBits(
      applied(kernel, [.nan, .infinity]), [.nan, .infinity], "NaN and infinity", anyNaN: true)
  }
}
