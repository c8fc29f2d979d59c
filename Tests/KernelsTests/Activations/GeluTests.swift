import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("gelu and geluGradient")
struct GeluTests {
  private let exact: Elementwise = { kernels.gelu($0, into: $1, count: $2) }
  private let exactGradient: ElementwiseGradient = {
    kernels.geluGradient(input: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    let probability = { (x: Float) in 1 + ScalarReference.errorFunction(x * 0.70710677) }
    expectScalarLoops(
      exact, { 0.5 * $0 * probability($0) }, count: count, seed: 2_770, gradient: exactGradient,
      fromOutput: false
    ) { x, _, dy in
      let density = 0.3989423 * ScalarReference.exponential(-0.5 * (x * x))
      return dy * (0.5 * probability(x) + x * density)
    }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }, exact, gradient: exactGradient,
      fromOutput: false)
  }

  /// From Keras's formulas, rounded to six decimal places.
  @Test func haveTheValuesOfTheFormulas() {
    let expected = [-0.158655, 0, 0.841345, 1.954500]
    for (found, wanted) in zip(applied(exact, [-1, 0, 1, 2]), expected) {
      #expect(abs(Double(found) - wanted) < 6e-7, "\(found), expected \(wanted)")
    }
  }
}
