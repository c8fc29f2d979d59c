import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("exponential and exponentialGradient")
struct ExponentialTests {
  private let kernel: Elementwise = { kernels.exponential($0, into: $1, count: $2) }
  private let gradient: ElementwiseGradient = {
    kernels.exponentialGradient(output: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, ScalarReference.exponential, count: count, seed: 2_750, gradient: gradient,
      fromOutput: true
    ) { x, y, dy in dy * y }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { exp($0) }, kernel, gradient: gradient, fromOutput: true,
      scale: exp(5))
  }
}
