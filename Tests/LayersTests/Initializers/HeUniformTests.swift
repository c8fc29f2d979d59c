import Layers
import Testing

@Suite("HeUniform")
struct HeUniformTests {
  /// `√(6 / inputs)`: of a dense kernel, of filters with their area, and of a vector.
  @Test(
    arguments: [
      ([784, 512], 0.087_481_777), ([3, 3, 32, 64], 0.144_337_567), ([5_000], 0.034_641_016),
    ] as [([Int], Float)])
  func staysWithinKerasLimitAndComesNear(shape: [Int], limit: Float) {
    let values = initialValues(HeUniform(), shape)
    let largest = values.map { abs($0) }.max() ?? 0
    #expect(largest <= limit * 1.000_001)
    #expect(largest >= limit * (1 - 10 / Float(values.count)), "largest \(largest)")
    #expect(values.contains { $0 < -limit / 2 } && values.contains { $0 > limit / 2 })
  }
}
