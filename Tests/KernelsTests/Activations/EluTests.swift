import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("elu and eluGradient")
struct EluTests {
  private let kernel: Elementwise = { kernels.elu($0, into: $1, count: $2, alpha: 1.5) }
  private let gradient: ElementwiseGradient = {
    kernels.eluGradient(output: $0, gradient: $1, into: $2, count: $3, alpha: 1.5)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, { $0 > 0 ? $0 : 1.5 * ScalarReference.exponentialMinusOne($0) }, count: count,
      seed: 2_730, gradient: gradient, fromOutput: true
    ) { x, y, dy in y > 0 ? dy : dy * (y + 1.5) }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { $0 > 0 ? $0 : 1.5 * expm1($0) }, kernel, gradient: gradient, fromOutput: true)
  }

  @Test func meetTheEdges() {
    expectSameBits(
      applied(kernel, [-.infinity, .infinity, .nan, -3e38]), [-1.5, .infinity, .nan, -1.5], "elu",
      anyNaN: true)
    expectSameBits(
      applied(gradient, [0, -1.5, .nan], [1, 1, 1]), [1.5, 0, .nan], "gradient", anyNaN: true)
  }
}
