import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("sigmoid and sigmoidGradient")
struct SigmoidTests {
  private let kernel: Elementwise = { kernels.sigmoid($0, into: $1, count: $2) }
  private let gradient: ElementwiseGradient = {
    kernels.sigmoidGradient(output: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, ScalarReference.sigmoid, count: count, seed: 2_700, gradient: gradient,
      fromOutput: true
    ) { x, y, dy in dy * (y * (1 - y)) }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { 1 / (1 + exp(-$0)) }, kernel, gradient: gradient, fromOutput: true)
  }

  @Test func isWithinThreeUlp() {
    let x = spread(from: 1e-9, through: 87.3, by: 701)
    let measure = greatestError(kernel, x) { 1 / (1 + exp(-$0)) }
    #expect(measure.greatest <= 3, "\(measure)")
  }

  @Test(
    arguments: [
      (0, 0.5), (.infinity, 1), (-.infinity, 0), (.nan, .nan), (3e38, 1), (-3e38, 0), (18, 1),
      (-88, 0),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(applied(kernel, [x]), [expected], "kernels.sigmoid(\(x))", anyNaN: true)
  }
}
