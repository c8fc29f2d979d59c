import Kernels
import TestSupport
import Testing

@Suite("gatherScaled and gatherRows")
struct GatherTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: [255, 1, 2, 3, 127.5, 256, 0.3] as [Float])
  func divideEveryByteCorrectlyRounded(divisor: Float) {
    let all = (0...255).map { UInt8($0) }
    expectSameBits(scaled(all, divisor: divisor), all.map { Float($0) / divisor }, "/ \(divisor)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 800 + UInt64(count))
    let bytes = samples.bytes(count)
    for divisor in [255, 1, 7] as [Float] {
      expectSameBits(
        scaled(bytes, divisor: divisor), bytes.map { Float($0) / divisor },
        "\(count) bytes / \(divisor)")
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100, 784])
  func takeTheListedRows(rowSize: Int) {
    var samples = SampleValues(seed: 900 + UInt64(rowSize))
    let source = samples.bytes(6 * rowSize)
    let indices: [Int32] = [5, 0, 3, 3, 5]
    let expected = indices.flatMap { index in
      source[Int(index) * rowSize..<(Int(index) + 1) * rowSize].map { Float($0) / 255 }
    }
    for rows in [0, 1, 5] {
      let (input, list) = (GuardedBuffer(source), GuardedBuffer(Array(indices.prefix(rows))))
      let output = GuardedBuffer(count: rows * rowSize)
      gatherRows(
        input.pointer, rowSize: rowSize, indices: list.pointer, rows: rows, into: output.pointer,
        divisor: 255)
      expectSameBits(
        output.values, Array(expected.prefix(rows * rowSize)), "\(rows) rows of \(rowSize)")
      #expect(output.isIntactBefore)
    }
  }

  private func scaled(_ bytes: [UInt8], divisor: Float) -> [Float] {
    let input = GuardedBuffer(bytes)
    let output = GuardedBuffer(count: bytes.count)
    gatherScaled(input.pointer, into: output.pointer, count: bytes.count, divisor: divisor)
    #expect(output.isIntactBefore)
    return output.values
  }
}
