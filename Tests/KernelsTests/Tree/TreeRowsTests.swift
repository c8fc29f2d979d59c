import Kernels
import TestSupport
import Testing

@Suite("rowTreeSum")
struct TreeRowsTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop; empty leaves and leaf counts from 1 to 64.
  @Test(arguments: LeafCut.all)
  func equalsTheScalarTree(cut: LeafCut) {
    var samples = SampleValues(seed: 1_310)
    for count in [1, 3, 16, 17, 40] {
      let rows = samples.floats(cut.rowEnd * count)
      expectSameBits(
        sum(rows, cut, count),
        ScalarReference.biasGradient(rows, leafRows: cut.leafRows, columns: count),
        "\(count) columns, \(cut)")
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    let cut = LeafCut(sizes: [1])
    let out = GuardedBuffer(count: 2)
    let leafRows = GuardedBuffer(cut.leafRows)
    let scratch = GuardedBuffer(scratch: kernels.rowTreeSumScratchCount(2))
    kernels.rowTreeSum(
      into: out.pointer, leafRows: leafRows.pointer, leafCount: 1, count: 2,
      scratch: scratch.pointer
    ) { _, sum in
      sum[0] = -0.0
      sum[1] = -0.0
    }
    expectSameBits(out.values, [0, 0], "-0")
  }

  private func sum(_ rows: [Float], _ cut: LeafCut, _ count: Int) -> [Float] {
    let out = GuardedBuffer(count: count)
    let leafRows = GuardedBuffer(cut.leafRows)
    let scratch = GuardedBuffer(scratch: kernels.rowTreeSumScratchCount(count))
    kernels.rowTreeSum(
      into: out.pointer, leafRows: leafRows.pointer, leafCount: cut.leafRows.count - 1,
      count: count, scratch: scratch.pointer
    ) { row, sum in
      for column in 0..<count { sum[column] += rows[row * count + column] }
    }
    return out.values
  }
}
