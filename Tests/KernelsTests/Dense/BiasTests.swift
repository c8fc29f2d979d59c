import Kernels
import TestSupport
import Testing

@Suite("addBias and addBiasRelu")
struct BiasTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func addTheBiasToEachRow(columns: Int) {
    var samples = SampleValues(seed: 400 + UInt64(columns))
    for rows in [0, 1, 3] {
      let y = samples.floats(rows * columns)
      let bias = samples.floats(columns)
      let sums = y.indices.map { y[$0] + bias[$0 % columns] }

      let plain = GuardedBuffer(y)
      let rectified = GuardedBuffer(y)
      let biases = GuardedBuffer(bias)
      kernels.addBias(plain.pointer, biases.pointer, rows: rows, columns: columns)
      kernels.addBiasRelu(rectified.pointer, biases.pointer, rows: rows, columns: columns)

      expectSameBits(plain.values, sums, "[\(rows), \(columns)]")
      expectSameBits(
        rectified.values, sums.map { $0 > 0 ? $0 : 0 }, "rectified [\(rows), \(columns)]")
      #expect(plain.isIntactBefore && rectified.isIntactBefore)
    }
  }

  @Test func keepNaN() {
    let y = GuardedBuffer<Float>([.nan, -1, 2])
    let bias = GuardedBuffer<Float>([0, .nan, 0])
    kernels.addBiasRelu(y.pointer, bias.pointer, rows: 1, columns: 3)
    #expect(y.values[0].isNaN && y.values[1].isNaN, "relu of NaN is NaN: \(y.values)")
    #expect(y.values[2] == 2)
  }
}
