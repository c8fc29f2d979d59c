import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("tanh and tanhGradient")
struct HyperbolicTangentTests {
  private let kernel: Elementwise = { kernels.tanh($0, into: $1, count: $2) }
  private let gradient: ElementwiseGradient = {
    kernels.tanhGradient(output: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, ScalarReference.tangent, count: count, seed: 2_710, gradient: gradient,
      fromOutput: true
    ) { x, y, dy in dy * (1 - y * y) }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { x in 1 - 2 / (exp(2 * x) + 1) }, kernel, gradient: gradient, fromOutput: true)
  }
}
