import Kernels
import TestSupport
import Testing

@Suite("divide and apply")
struct RowArithmeticTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  private func scalar(_ operation: RowOperation, _ x: Float, _ y: Float) -> Float {
    switch operation {
    case .add: x + y
    case .subtract: x - y
    case .multiply: x * y
    case .divide: x / y
    }
  }

  private static let operations: [RowOperation] = [.add, .subtract, .multiply, .divide]

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalTheScalarLoopForANumber(count: Int) {
    var samples = SampleValues(seed: 1_000 + UInt64(count))
    let x = samples.floats(count)
    for operation in Self.operations {
      let row = GuardedBuffer(x)
      kernels.apply(operation, 0.3, to: row.pointer, count: count)
      expectSameBits(row.values, x.map { scalar(operation, $0, 0.3) }, "\(operation) \(count)")
      #expect(row.isIntactBefore)
    }
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: count))
    kernels.divide(input.pointer, by: 0.3, into: output.pointer, count: count)
    expectSameBits(output.values, x.map { $0 / 0.3 }, "divide \(count)")
    #expect(output.isIntactBefore)
  }

  @Test(arguments: [0, 1, 16, 17, 40, 100], [1, 3, 16, 33, 100, 200])
  func equalTheScalarLoopForAPattern(count: Int, period: Int) {
    var samples = SampleValues(seed: 1_100 + UInt64(count * 1_000 + period))
    let (x, numbers) = (samples.floats(count), samples.floats(period).map { $0 + 1.5 })
    for operation in Self.operations {
      let (row, operands) = (GuardedBuffer(x), GuardedBuffer(numbers))
      kernels.apply(operation, operands.pointer, period: period, to: row.pointer, count: count)
      expectSameBits(
        row.values, x.enumerated().map { scalar(operation, $1, numbers[$0 % period]) },
        "\(operation) \(count), \(period)")
      #expect(row.isIntactBefore)
    }
  }
}
