import Kernels
import Layers
import Testing

@Suite("GlorotUniform")
struct GlorotUniformTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  private func values(_ shape: [Int], seed: UInt64 = 3) -> [Float] {
    initialValues(GlorotUniform(), shape, seed: seed)
  }

  /// Keras's limits: dense kernels, and filters whose area counts in both fans.
  @Test(
    arguments: [
      ([784, 512], 0.068_041), ([512, 10], 0.107_211), ([3, 3, 1, 32], 0.142_134),
      ([3, 3, 32, 64], 0.083_333), ([1_600, 64], 0.060_048), ([64, 10], 0.284_747),
    ] as [([Int], Float)])
  func staysWithinKerasLimitAndComesNear(shape: [Int], limit: Float) {
    let values = values(shape)
    let largest = values.map { abs($0) }.max() ?? 0
    #expect(largest <= limit + 5e-7)
    // A fifth of a percent of 2^n values lies beyond; among 288 values, still two thirds of them.
    #expect(largest >= limit * (1 - 10 / Float(values.count)), "largest \(largest)")
    #expect(values.contains { $0 < -limit / 2 } && values.contains { $0 > limit / 2 })
  }

  /// Mean 0 and variance limit² / 3, each within five standard errors.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func isUniform(seed: UInt64) {
    let values = values([784, 512], seed: seed).map(Double.init)
    let count = Double(values.count)
    let limit = (6 / 1_296.0).squareRoot()
    let mean = values.reduce(0, +) / count
    #expect(abs(mean) < 5 * limit / (3 * count).squareRoot(), "mean \(mean)")
    // The fourth moment of a uniform number is limit⁴ / 5, so the square's variance 4 limit⁴ / 45.
    let square = values.reduce(0) { $0 + $1 * $1 } / count
    let error = 5 * limit * limit * (4 / 45 / count).squareRoot()
    #expect(abs(square - limit * limit / 3) < error, "mean square \(square)")
  }
}
