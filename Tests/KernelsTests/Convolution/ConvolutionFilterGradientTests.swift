import Kernels
import TestSupport
import Testing

@Suite("convolutionFilterGradient")
struct ConvolutionFilterGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: ConvolutionGeometry.samples)
  func equalsTheScalarTree(geometry: ConvolutionGeometry) {
    expectScalarTree(geometry, LeafCut(firstRow: 1, sizes: [1, 0, 0, 1]), seed: 2_200)
  }

  @Test(arguments: LeafCut.all)
  func equalsTheScalarTreeInEveryCut(cut: LeafCut) {
    expectScalarTree(
      .square(5, channels: 2, filter: 3, filters: 17, before: 1, after: 1), cut, seed: 2_201)
  }

  @Test func keepsTenSumsWaitingForATreeOf1024Leaves() {
    let cut = LeafCut(sizes: (0..<1_024).map { $0 % 3 == 0 ? 0 : 1 })
    expectScalarTree(.square(3, channels: 1, filter: 2, filters: 5), cut, seed: 2_202)
  }

  /// A convolution is linear in its filters: for small whole numbers the sum of `dy * y` changes by
  /// exactly `dw` when a weight grows by 1.
  @Test(arguments: ConvolutionGeometry.samples.filter { $0.filterCount < 400 })
  func isWhatTheOutputChangesBy(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_203)
    let cut = LeafCut(sizes: [1, 1])
    let dy = samples.smallIntegers(2 * geometry.outputCount)
    let w = samples.smallIntegers(geometry.filterCount)
    let x = samples.smallIntegers(2 * geometry.inputCount)
    let weighted = { (w: [Float]) in
      zip(ScalarReference.convolution(x, w, geometry, rows: 2), dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let found = Self.gradient(x, dy, geometry, cut)
    let before = weighted(w)
    for i in w.indices {
      var moved = w
      moved[i] += 1
      let difference = weighted(moved) - before
      #expect(found[i] == difference, "weight \(i) of \(geometry.testDescription)")
    }
  }

  private func expectScalarTree(_ geometry: ConvolutionGeometry, _ cut: LeafCut, seed: UInt64) {
    var samples = SampleValues(seed: seed)
    // Samples before the first leaf belong to another rank's block and must not count.
    let values = { (count: Int, samples: inout SampleValues) in
      [Float](repeating: .nan, count: cut.firstRow * count)
        + samples.floats((cut.rowEnd - cut.firstRow) * count)
    }
    let x = values(geometry.inputCount, &samples)
    let dy = values(geometry.outputCount, &samples)
    expectSameBits(
      Self.gradient(x, dy, geometry, cut),
      ScalarReference.convolutionFilterGradient(x, dy, geometry, leafRows: cut.leafRows),
      "\(geometry.testDescription), \(cut.testDescription)")
  }

  static func gradient(
    _ x: [Float], _ dy: [Float], _ geometry: ConvolutionGeometry, _ cut: LeafCut
  ) -> [Float] {
    let (input, outputGradient) = (GuardedBuffer(x), GuardedBuffer(dy))
    let leafRows = GuardedBuffer(cut.leafRows)
    let output = GuardedBuffer(count: geometry.filterCount)
    let scratch = GuardedBuffer(scratch: kernels.convolutionScratchCount(geometry))
    kernels.convolutionFilterGradient(
      input.pointer, ConvolutionOutputGradient(outputGradient.pointer), into: output.pointer,
      geometry: geometry,
      leafRows: leafRows.pointer, leafCount: cut.sizes.count, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before dw of \(geometry.testDescription)")
    #expect(scratch.isIntactBefore, "written before the scratch of \(geometry.testDescription)")
    return output.values
  }
}
