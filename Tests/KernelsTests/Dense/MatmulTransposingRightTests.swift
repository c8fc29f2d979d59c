import Kernels
import TestSupport
import Testing

@Suite("matmulTransposingRight")
struct MatmulTransposingRightTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of rows, and of the transposed blocks of 16 in both directions.
  @Test(arguments: Array(0...17) + [28, 29, 30, 31, 43])
  func equalsTheScalarLoopInEveryRemainder(rows: Int) {
    var samples = SampleValues(seed: 100 + UInt64(rows))
    for inner in [0, 1, 7, 15, 16, 17, 31, 32, 33, 48, 49, 64, 65] {
      for columns in [0, 1, 3, 10, 15, 16, 17, 31, 32, 33, 50] {
        let dy = samples.floats(rows * columns)
        let w = samples.floats(inner * columns)
        let transposed = ScalarReference.transposed(w, rows: inner, columns: columns)
        expectSameBits(
          product(dy, w, rows: rows, inner: inner, columns: columns),
          ScalarReference.matmul(dy, transposed, rows: rows, inner: columns, columns: inner),
          "[\(rows), \(columns)] · [\(inner), \(columns)]ᵀ")
      }
    }
  }

  /// One, two and three blocks of rows.
  @Test(arguments: [512, 513, 700])
  func equalsTheScalarLoopForManyRows(rows: Int) {
    var samples = SampleValues(seed: 301)
    for (inner, columns) in [(1, 3), (33, 9), (48, 17), (81, 5)] {
      let dy = samples.floats(rows * columns)
      let w = samples.floats(inner * columns)
      let transposed = ScalarReference.transposed(w, rows: inner, columns: columns)
      expectSameBits(
        product(dy, w, rows: rows, inner: inner, columns: columns),
        ScalarReference.matmul(dy, transposed, rows: rows, inner: columns, columns: inner),
        "[\(rows), \(columns)] · [\(inner), \(columns)]ᵀ")
    }
  }

  @Test func givesTheSameRowsAloneAndTogether() {
    var samples = SampleValues(seed: 6)
    let (rows, inner, columns) = (33, 70, 41)
    let dy = samples.floats(rows * columns)
    let w = samples.floats(inner * columns)
    let together = product(dy, w, rows: rows, inner: inner, columns: columns)
    for row in 0..<rows {
      let alone = product(
        Array(dy[row * columns..<(row + 1) * columns]), w, rows: 1, inner: inner, columns: columns)
      expectSameBits(alone, Array(together[row * inner..<(row + 1) * inner]), "row \(row) alone")
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    let dy = [Float](repeating: -1e-30, count: 5)
    let w = [Float](repeating: 1e-30, count: 21)
    expectSameBits(
      product(dy, w, rows: 5, inner: 21, columns: 1), [Float](repeating: 0, count: 105), "-0")
  }

  private func product(_ dy: [Float], _ w: [Float], rows: Int, inner: Int, columns: Int)
    -> [Float]
  {
    let (gradient, weights) = (GuardedBuffer(dy), GuardedBuffer(w))
    let output = GuardedBuffer(count: rows * inner)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: rows, inner: inner, columns: columns))
    kernels.matmulTransposingRight(
      gradient.pointer, weights.pointer, into: output.pointer, rows: rows, inner: inner,
      columns: columns, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before dx of [\(rows), \(inner), \(columns)]")
    #expect(scratch.isIntactBefore, "written before the scratch of [\(rows), \(inner), \(columns)]")
    return output.values
  }
}
