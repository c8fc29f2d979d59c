import Kernels
import TestSupport
import Testing

/// Cuts of samples into leaves: a first row, then each leaf's row count.
struct LeafCut: CustomTestStringConvertible, Sendable {
  var firstRow = 0
  var sizes: [Int]

  static let all = [
    LeafCut(sizes: [0]), LeafCut(sizes: [1]), LeafCut(sizes: [16]),
    LeafCut(firstRow: 3, sizes: [5, 0]), LeafCut(sizes: [2, 3]), LeafCut(sizes: [1, 0, 0, 4]),
    LeafCut(firstRow: 1, sizes: [0, 0, 0, 0]), LeafCut(sizes: [3, 3, 3, 3, 3, 3, 3, 3]),
    LeafCut(firstRow: 2, sizes: [0, 1, 2, 0, 16, 0, 7, 0]),
    LeafCut(sizes: [1, 2, 1, 2, 1, 0, 0, 0, 3, 1, 2, 0, 1, 1, 4, 1]),
    LeafCut(sizes: [Int](repeating: 1, count: 64)),
  ]

  var leafRows: [Int] {
    sizes.reduce(into: [firstRow]) { rows, size in rows.append(rows[rows.count - 1] + size) }
  }
  var rowEnd: Int { firstRow + sizes.reduce(0, +) }
  var testDescription: String { "leaves of \(sizes) from row \(firstRow)" }
}

@Suite("weightGradient")
struct WeightGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of rows and columns, for leaf counts 1 to 64 with empty leaves.
  @Test(arguments: LeafCut.all)
  func equalsTheScalarTreeInEveryRemainder(cut: LeafCut) {
    var samples = SampleValues(seed: 200)
    for inner in Array(0...17) + [25, 28] {
      for columns in [0, 1, 10, 15, 16, 17, 31, 32, 33, 48, 49, 65] {
        // Rows before the first leaf belong to another rank's block and must not count.
        let x =
          [Float](repeating: .nan, count: cut.firstRow * inner)
          + samples.floats((cut.rowEnd - cut.firstRow) * inner)
        let dy =
          [Float](repeating: .nan, count: cut.firstRow * columns)
          + samples.floats((cut.rowEnd - cut.firstRow) * columns)
        expectSameBits(
          Self.gradient(x, dy, cut: cut, inner: inner, columns: columns),
          ScalarReference.weightGradient(
            x, dy, leafRows: cut.leafRows, inner: inner, columns: columns),
          "[\(inner), \(columns)], \(cut.testDescription)")
      }
    }
  }

  /// So many samples that the sums are in memory, with pieces of every length.
  @Test(arguments: [
    LeafCut(sizes: [1_025]), LeafCut(firstRow: 2, sizes: [129, 0, 500, 396]),
    LeafCut(sizes: [127, 128, 129, 130, 0, 256, 257, 1]),
  ])
  func equalsTheScalarTreeForManySamples(cut: LeafCut) {
    var samples = SampleValues(seed: 302)
    for (inner, columns) in [(1, 1), (13, 17), (49, 33), (50, 5)] {
      let x = samples.floats(cut.rowEnd * inner)
      let dy = samples.floats(cut.rowEnd * columns)
      expectSameBits(
        Self.gradient(x, dy, cut: cut, inner: inner, columns: columns),
        ScalarReference.weightGradient(
          x, dy, leafRows: cut.leafRows, inner: inner, columns: columns),
        "[\(inner), \(columns)], \(cut.testDescription)")
    }
  }

  @Test func keepsTenSumsWaitingForATreeOf1024Leaves() {
    var samples = SampleValues(seed: 201)
    let cut = LeafCut(sizes: (0..<1_024).map { $0 % 3 == 0 ? 0 : 1 })
    let (inner, columns) = (13, 42)
    let x = samples.floats(cut.rowEnd * inner)
    let dy = samples.floats(cut.rowEnd * columns)
    expectSameBits(
      Self.gradient(x, dy, cut: cut, inner: inner, columns: columns),
      ScalarReference.weightGradient(
        x, dy, leafRows: cut.leafRows, inner: inner, columns: columns), "1,024 leaves")
  }

  @Test(arguments: [
    LeafCut(sizes: [1]), LeafCut(sizes: [1, 1]), LeafCut(sizes: [0, 2]),
    LeafCut(sizes: [3, 0, 1, 2]),
  ])
  func storesNegativeZeroAsPositiveZero(cut: LeafCut) {
    let x = [Float](repeating: -1e-30, count: cut.rowEnd * 9)
    let dy = [Float](repeating: 1e-30, count: cut.rowEnd * 35)
    expectSameBits(
      Self.gradient(x, dy, cut: cut, inner: 9, columns: 35),
      [Float](repeating: 0, count: 9 * 35), "-0")
  }

  /// A leaf's first product may be -0, alone or before others, among leaves of other signs.
  @Test func equalsTheScalarTreeForZerosOfBothSigns() {
    var samples = SampleValues(seed: 303)
    let cut = LeafCut(sizes: [1, 2, 0, 3, 1, 1, 4, 2])
    let (inner, columns) = (15, 35)
    let zeros: [Float] = [0, -0.0, 1e-30, -1e-30]
    let x = samples.floats(cut.rowEnd * inner).enumerated().map { index, value in
      index % 3 == 0 ? value : zeros[index % 4]
    }
    let dy = samples.floats(cut.rowEnd * columns).enumerated().map { index, value in
      index % 5 == 0 ? value : zeros[index % 4]
    }
    expectSameBits(
      Self.gradient(x, dy, cut: cut, inner: inner, columns: columns),
      ScalarReference.weightGradient(x, dy, leafRows: cut.leafRows, inner: inner, columns: columns),
      "zeros of both signs")
  }

  static func gradient(_ x: [Float], _ dy: [Float], cut: LeafCut, inner: Int, columns: Int)
    -> [Float]
  {
    let (input, outputGradient) = (GuardedBuffer(x), GuardedBuffer(dy))
    let leafRows = GuardedBuffer(cut.leafRows)
    let output = GuardedBuffer(count: inner * columns)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(
        rows: cut.rowEnd - cut.firstRow, inner: inner, columns: columns))
    kernels.weightGradient(
      input.pointer, outputGradient.pointer, into: output.pointer, leafRows: leafRows.pointer,
      leafCount: cut.sizes.count, inner: inner, columns: columns, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before dw of [\(inner), \(columns)]")
    #expect(scratch.isIntactBefore, "written before the scratch of [\(inner), \(columns)]")
    return output.values
  }
}
