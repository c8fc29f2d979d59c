import Kernels
import TestSupport
import Testing

@Suite("gatherRows")
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
      kernels.gatherRows(
        input.pointer, rowSize: rowSize, indices: list.pointer, rows: rows, into: output.pointer,
        divisor: 255)
      expectSameBits(
        output.values, Array(expected.prefix(rows * rowSize)), "\(rows) rows of \(rowSize)")
      #expect(output.isIntactBefore)
    }
  }

  @Test(arguments: [0, 1, 15, 16, 17, 100, 784])
  func takeTheListedRowsOfFloats(rowSize: Int) {
    var samples = SampleValues(seed: 950 + UInt64(rowSize))
    let source = samples.floats(6 * rowSize, scale: 100)
    let indices: [Int32] = [5, 0, 3, 3, 5]
    for divisor in [1, 255, 0.3] as [Float] {
      let (input, list) = (GuardedBuffer(source), GuardedBuffer(indices))
      let output = GuardedBuffer(count: indices.count * rowSize)
      kernels.gatherRows(
        input.pointer, rowSize: rowSize, indices: list.pointer, rows: indices.count,
        into: output.pointer, divisor: divisor)
      let expected = indices.flatMap { index in
        source[Int(index) * rowSize..<(Int(index) + 1) * rowSize].map { $0 / divisor }
      }
      expectSameBits(output.values, expected, "rows of \(rowSize) / \(divisor)")
      #expect(output.isIntactBefore)
    }
  }

  @Test func finishEachRowInOrder() {
    let bytes = GuardedBuffer([1, 2, 3, 4] as [UInt8])
    let floats = GuardedBuffer([1, 2, 3, 4] as [Float])
    let list = GuardedBuffer([1, 0, 1] as [Int32])
    for isBytes in [true, false] {
      let output = GuardedBuffer(count: 6)
      var starts: [UnsafeMutablePointer<Float>] = []
      let finish = { (row: UnsafeMutablePointer<Float>) in
        starts.append(row)
        row[1] += 0.5
      }
      if isBytes {
        kernels.gatherRows(
          bytes.pointer, rowSize: 2, indices: list.pointer, rows: 3, into: output.pointer,
          divisor: 1, finish: finish)
      } else {
        kernels.gatherRows(
          floats.pointer, rowSize: 2, indices: list.pointer, rows: 3, into: output.pointer,
          divisor: 1, finish: finish)
      }
      #expect(output.values == [3, 4.5, 1, 2.5, 3, 4.5])
      #expect(starts == [0, 2, 4].map { output.pointer + $0 })
    }
  }

  private func scaled(_ bytes: [UInt8], divisor: Float) -> [Float] {
    let input = GuardedBuffer(bytes)
    let output = GuardedBuffer(count: bytes.count)
    kernels.gatherRows(
      input.pointer, rowSize: bytes.count, indices: [0], rows: 1, into: output.pointer,
      divisor: divisor)
    #expect(output.isIntactBefore)
    return output.values
  }
}
