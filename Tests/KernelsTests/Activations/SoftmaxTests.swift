import Kernels
import TestSupport
import Testing

@Suite("softmax")
struct SoftmaxTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 600 + UInt64(columns))
    for rows in [0, 1, 3] {
      let x = samples.floats(rows * columns, scale: 20)
      let expected = (0..<rows).flatMap { row -> [Float] in
        let (_, terms, sum) = ScalarReference.softmaxTerms(
          Array(x[row * columns..<(row + 1) * columns]))
        return terms.map { $0 / sum }
      }
      let input = GuardedBuffer(x)
      let output = GuardedBuffer(count: rows * columns)
      kernels.softmax(input.pointer, into: output.pointer, rows: rows, columns: columns)
      expectSameBits(output.values, expected, "[\(rows), \(columns)]")
      kernels.softmax(input.pointer, into: input.pointer, rows: rows, columns: columns)
      expectSameBits(input.values, expected, "[\(rows), \(columns)] in place")
      #expect(output.isIntactBefore && input.isIntactBefore)
    }
  }

  @Test func isUniformOverEqualLogitsHoweverGreat() {
    let x = GuardedBuffer<Float>([3e38, 3e38, 3e38, 3e38])
    kernels.softmax(x.pointer, into: x.pointer, rows: 1, columns: 4)
    #expect(x.values == [0.25, 0.25, 0.25, 0.25])
  }

  @Test(
    arguments: [
      [0, .nan, 1], [.infinity, 0, 0], [-.infinity, -.infinity, -.infinity],
    ] as [[Float]])
  func isNaNForRowsWithoutAnAnswer(row: [Float]) {
    let x = GuardedBuffer(row)
    kernels.softmax(x.pointer, into: x.pointer, rows: 1, columns: 3)
    #expect(x.values.allSatisfy { $0.isNaN }, "softmax of \(row) is \(x.values)")
  }
}
