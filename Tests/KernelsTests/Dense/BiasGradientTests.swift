import Kernels
import TestSupport
import Testing

@Suite("biasGradient")
struct BiasGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: LeafCut.all)
  func equalsTheScalarTreeInEveryRemainder(cut: LeafCut) {
    var samples = SampleValues(seed: 300)
    for columns in Array(0...34) + [63, 64, 65, 80, 129, 150] {
      let dy =
        [Float](repeating: .nan, count: cut.firstRow * columns)
        + samples.floats((cut.rowEnd - cut.firstRow) * columns)
      expectSameBits(
        gradient(dy, cut: cut, columns: columns),
        ScalarReference.biasGradient(dy, leafRows: cut.leafRows, columns: columns),
        "\(columns) columns, \(cut.testDescription)")
    }
  }

  @Test func keepsTenSumsWaitingForATreeOf1024Leaves() {
    var samples = SampleValues(seed: 301)
    let cut = LeafCut(sizes: [Int](repeating: 1, count: 1_024))
    let dy = samples.floats(1_024 * 70)
    expectSameBits(
      gradient(dy, cut: cut, columns: 70),
      ScalarReference.biasGradient(dy, leafRows: cut.leafRows, columns: 70), "1,024 leaves")
  }

  private func gradient(_ dy: [Float], cut: LeafCut, columns: Int) -> [Float] {
    let outputGradient = GuardedBuffer(dy)
    let leafRows = GuardedBuffer(cut.leafRows)
    let output = GuardedBuffer(count: columns)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: 0, inner: 0, columns: columns))
    kernels.biasGradient(
      outputGradient.pointer, into: output.pointer, leafRows: leafRows.pointer,
      leafCount: cut.sizes.count, columns: columns, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before db of \(columns) columns")
    #expect(scratch.isIntactBefore, "written before the scratch of \(columns) columns")
    return output.values
  }
}
