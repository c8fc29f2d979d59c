import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("softplus and softplusGradient")
struct SoftplusTests {
  private let kernel: Elementwise = { kernels.softplus($0, into: $1, count: $2) }
  private let gradient: ElementwiseGradient = {
    kernels.softplusGradient(input: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, ScalarReference.softplus, count: count, seed: 2_740, gradient: gradient,
      fromOutput: false
    ) { x, y, dy in dy * ScalarReference.sigmoid(x) }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { log1p(exp($0)) }, kernel, gradient: gradient, fromOutput: false)
  }

  @Test func isWithinThreeUlp() {
    let x = spread(from: 1e-9, through: 87.3, by: 701)
    let measure = greatestError(kernel, x) { max($0, 0) + log1p(exp(-abs($0))) }
    #expect(measure.greatest <= 3, "\(measure)")
  }

  @Test(
    arguments: [
      (.infinity, .infinity), (-.infinity, 0), (.nan, .nan), (3e38, 3e38), (-3e38, 0), (-88, 0),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(applied(kernel, [x]), [expected], "kernels.softplus(\(x))", anyNaN: true)
  }
}
