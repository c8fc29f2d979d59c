import Kernels
import TestSupport
import Testing

@Suite("sumOfSquares")
struct SumOfSquaresTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: Array(0...40) + [1_023, 1_024, 1_025, 2_048, 3_000])
  func equalTheScalarLoops(count: Int) {
    var samples = SampleValues(seed: 4_500 + UInt64(count))
    let x = samples.floats(count, scale: 3)
    let chunks = stride(from: 0, to: count, by: 1_024).map { start -> Double in
      var lanes = [Double](repeating: 0, count: 16)
      for (index, value) in x[start..<min(start + 1_024, count)].enumerated() {
        lanes[index % 16] += Double(value) * Double(value)
      }
      for width in [8, 4, 2, 1] {
        lanes = (0..<width).map { lanes[$0] + lanes[$0 + width] }
      }
      return lanes[0]
    }
    let values = GuardedBuffer(x)
    let sum = kernels.sumOfSquares(values.pointer, count: count)
    #expect(sum == chunks.reduce(0, +), "\(count) values")
  }

  /// The greatest floats' squares are no floats.
  @Test func doesNotOverflow() {
    let values = GuardedBuffer<Float>([3e38, .infinity, -.greatestFiniteMagnitude])
    #expect(kernels.sumOfSquares(values.pointer, count: 1).isFinite)
    #expect(kernels.sumOfSquares(values.pointer, count: 2) == .infinity)
  }
}
