import Kernels
import TestSupport
import Testing

@Suite("matmul")
struct MatmulTests {
  static let columnCounts = [0, 1, 5, 10, 15, 16, 17, 31, 32, 33, 47, 48, 49, 64, 65]
  static let innerCounts = [0, 1, 2, 3, 8, 16, 17, 33]

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the tiles' rows, with columns and steps around the vectors' widths.
  @Test(arguments: Array(0...31) + [42, 43, 44, 45])
  func equalsTheScalarLoopInEveryRemainder(rows: Int) {
    var samples = SampleValues(seed: UInt64(rows))
    for columns in Self.columnCounts {
      for inner in Self.innerCounts {
        let x = samples.floats(rows * inner)
        let w = samples.floats(inner * columns)
        expectSameBits(
          Self.product(x, w, rows: rows, inner: inner, columns: columns),
          ScalarReference.matmul(x, w, rows: rows, inner: inner, columns: columns),
          "[\(rows), \(inner)] · [\(inner), \(columns)]")
      }
    }
  }

  /// Enough rows for packed panels, and for one, two and three blocks of rows.
  @Test(arguments: [71, 512, 513, 700])
  func equalsTheScalarLoopForManyRows(rows: Int) {
    var samples = SampleValues(seed: 300)
    for (inner, columns) in [(3, 1), (9, 33), (17, 48), (5, 81)] {
      let x = samples.floats(rows * inner)
      let w = samples.floats(inner * columns)
      expectSameBits(
        Self.product(x, w, rows: rows, inner: inner, columns: columns),
        ScalarReference.matmul(x, w, rows: rows, inner: inner, columns: columns),
        "[\(rows), \(inner)] · [\(inner), \(columns)]")
    }
  }

  /// So many weights that few rows repay packed panels, the last of them narrower than a tile.
  @Test(arguments: [11, 12, 13, 14, 17, 20])
  func equalsTheScalarLoopForManyWeights(rows: Int) {
    var samples = SampleValues(seed: 304)
    for (inner, columns) in [(2_000, 66), (500, 272)] {
      let x = samples.floats(rows * inner)
      let w = samples.floats(inner * columns)
      expectSameBits(
        Self.product(x, w, rows: rows, inner: inner, columns: columns),
        ScalarReference.matmul(x, w, rows: rows, inner: inner, columns: columns),
        "[\(rows), \(inner)] · [\(inner), \(columns)]")
    }
  }

  @Test func givesTheSameRowsAloneAndTogether() {
    var samples = SampleValues(seed: 5)
    let (rows, inner, columns) = (47, 70, 74)
    let x = samples.floats(rows * inner)
    let w = samples.floats(inner * columns)
    let together = Self.product(x, w, rows: rows, inner: inner, columns: columns)
    for row in 0..<rows {
      let alone = Self.product(
        Array(x[row * inner..<(row + 1) * inner]), w, rows: 1, inner: inner, columns: columns)
      expectSameBits(
        alone, Array(together[row * columns..<(row + 1) * columns]), "row \(row) alone")
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    // The product underflows to -0, which an addition of +0 turns.
    let x = [Float](repeating: -1e-30, count: 3)
    let w = [Float](repeating: 1e-30, count: 40)
    expectSameBits(
      Self.product(x, w, rows: 3, inner: 1, columns: 40), [Float](repeating: 0, count: 120), "-0")
  }

  @Test func asksForScratchThatIsNeverNegative() {
    #expect(kernels.matmulScratchCount(rows: 0, inner: 0, columns: 0) >= 0)
    #expect(kernels.matmulScratchCount(rows: 128, inner: 784, columns: 512) >= 784 * 32)
  }

  static func product(
    _ x: [Float], _ w: [Float], rows: Int, inner: Int, columns: Int, wIsFinite: Bool = false
  ) -> [Float] {
    let (input, weights) = (GuardedBuffer(x), GuardedBuffer(w))
    let output = GuardedBuffer(count: rows * columns)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: rows, inner: inner, columns: columns))
    kernels.matmul(
      input.pointer, weights.pointer, into: output.pointer, rows: rows, inner: inner,
      columns: columns, wIsFinite: wIsFinite, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before y of [\(rows), \(inner), \(columns)]")
    #expect(scratch.isIntactBefore, "written before the scratch of [\(rows), \(inner), \(columns)]")
    return output.values
  }
}
