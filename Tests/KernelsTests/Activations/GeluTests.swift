import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("gelu and geluGradient, exact and approximate")
struct GeluTests {
  private let exact: Elementwise = { gelu($0, into: $1, count: $2) }
  private let exactGradient: ElementwiseGradient = {
    geluGradient(input: $0, gradient: $1, into: $2, count: $3)
  }
  private let approximate: Elementwise = { geluApproximate($0, into: $1, count: $2) }
  private let approximateGradient: ElementwiseGradient = {
    geluApproximateGradient(input: $0, gradient: $1, into: $2, count: $3)
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

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoopsOfTheApproximation(count: Int) {
    let tangent = { (x: Float) in
      ScalarReference.tangent(0.7978846 * (x + x * (0.044715 * (x * x))))
    }
    expectScalarLoops(
      approximate, { 0.5 * $0 * (1 + tangent($0)) }, count: count, seed: 2_780,
      gradient: approximateGradient, fromOutput: false
    ) { x, _, dy in
      let t = tangent(x)
      let slope = 0.7978846 * (1 + 3 * (0.044715 * (x * x)))
      return dy * (0.5 * (1 + t) + 0.5 * x * ((1 - t * t) * slope))
    }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { $0 / 2 * (1 + erf($0 / 2.0.squareRoot())) }, exact, gradient: exactGradient,
      fromOutput: false)
  }

  /// The slope's terms reach about 5 before they cancel.
  @Test func differentiateTheApproximation() {
    let factor = (2 / Double.pi).squareRoot()
    expectCentralDifferences(
      of: { (x: Double) -> Double in
        x / 2 * (1 + tanh(factor * (x + 0.044715 * x * x * x)))
      }, approximate, gradient: approximateGradient, fromOutput: false, scale: 5)
  }

  /// From Keras's formulas, rounded to six decimal places.
  @Test func haveTheValuesOfTheFormulas() {
    for (kernel, expected) in [
      (exact, [-0.158655, 0, 0.841345, 1.954500]),
      (approximate, [-0.158808, 0, 0.841192, 1.954598]),
    ] {
      for (found, wanted) in zip(applied(kernel, [-1, 0, 1, 2]), expected) {
        #expect(abs(Double(found) - wanted) < 6e-7, "\(found), expected \(wanted)")
      }
    }
  }
}
