import Kernels
import TestSupport
import Testing

/// A gradient behind a pooling gives the bits that the written-out one gives.
@Suite("ConvolutionOutputGradient")
struct ConvolutionOutputGradientTests {
  /// A convolution and the pooling behind it.
  struct Pair: CustomTestStringConvertible, Sendable {
    let convolution: ConvolutionGeometry
    let pooling: PoolingGeometry

    init(_ convolution: ConvolutionGeometry, pool: Int, stride: Int) {
      self.convolution = convolution
      pooling = .square(
        convolution.outputHeight, channels: convolution.filters, pool: pool, stride: stride)
    }

    var testDescription: String {
      "\(convolution.testDescription), pooled \(pooling.testDescription)"
    }
  }

  static let pairs = [
    // Zeros are skipped: windows that tile the image, leave a row, leave gaps; several bands.
    Pair(.square(8, channels: 16, filter: 3, filters: 32), pool: 2, stride: 2),
    Pair(.square(13, channels: 32, filter: 3, filters: 64), pool: 2, stride: 2),
    Pair(.square(10, channels: 16, filter: 2, filters: 16), pool: 2, stride: 3),
    Pair(.square(9, channels: 16, filter: 3, filters: 48, before: 1, after: 1), pool: 3, stride: 3),
    Pair(.square(36, channels: 16, filter: 1, filters: 16), pool: 2, stride: 2),
    // A window of one cell is everything; other sizes are written out.
    Pair(.square(5, channels: 16, filter: 2, filters: 16), pool: 1, stride: 1),
    Pair(.square(9, channels: 1, filter: 3, filters: 32), pool: 2, stride: 2),
    Pair(.square(7, channels: 3, filter: 2, filters: 5, before: 1, after: 0), pool: 2, stride: 2),
  ]

  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: pairs)
  func givesTheSameGradientsPooledOrNot(pair: Pair) {
    #expect(pair.pooling.windowsAreApart)
    let (geometry, pooling) = (pair.convolution, pair.pooling)
    var samples = SampleValues(seed: 2_130)
    let cut = LeafCut(sizes: [2, 1])
    let rows = cut.rowEnd
    let y = GuardedBuffer(samples.floats(rows * geometry.outputCount))
    let pooled = GuardedBuffer(count: rows * pooling.outputCount)
    let cells = GuardedBuffer([Int32](repeating: -1, count: rows * pooling.outputCount))
    kernels.maxPooling(
      y.pointer, into: pooled.pointer, indices: cells.pointer, geometry: pooling, rows: rows)
    let dy = GuardedBuffer(samples.floats(rows * pooling.outputCount))
    let whole = GuardedBuffer(count: rows * geometry.outputCount)
    kernels.maxPoolingGradient(
      dy.pointer, indices: cells.pointer, into: whole.pointer, geometry: pooling, rows: rows)

    let x = GuardedBuffer(samples.floats(rows * geometry.inputCount))
    let w = GuardedBuffer(samples.floats(geometry.filterCount))
    let leafRows = GuardedBuffer(cut.leafRows)
    let scratch = GuardedBuffer(
      scratch: kernels.convolutionScratchCount(geometry, pooling: pooling))
    func gradients(_ dy: ConvolutionOutputGradient) -> [String: [Float]] {
      let filters = GuardedBuffer(count: geometry.filterCount)
      let bias = GuardedBuffer(count: geometry.filters)
      let input = GuardedBuffer(count: rows * geometry.inputCount)
      kernels.convolutionFilterGradient(
        x.pointer, dy, into: filters.pointer, geometry: geometry, leafRows: leafRows.pointer,
        leafCount: cut.sizes.count, scratch: scratch.pointer)
      kernels.convolutionBiasGradient(
        dy, into: bias.pointer, geometry: geometry, leafRows: leafRows.pointer,
        leafCount: cut.sizes.count, scratch: scratch.pointer)
      kernels.convolutionInputGradient(
        dy, w.pointer, into: input.pointer, geometry: geometry, rows: rows,
        scratch: scratch.pointer)
      #expect(filters.isIntactBefore && bias.isIntactBefore && input.isIntactBefore)
      #expect(scratch.isIntactBefore)
      return ["filters": filters.values, "bias": bias.values, "input": input.values]
    }
    let found = gradients(
      ConvolutionOutputGradient(pooled: dy.pointer, indices: cells.pointer, by: pooling))
    let expected = gradients(ConvolutionOutputGradient(whole.pointer))
    let pixels = geometry.outputHeight * geometry.outputWidth
    let scalar = [
      "filters": ScalarReference.convolutionFilterGradient(
        x.values, whole.values, geometry, leafRows: cut.leafRows),
      "bias": ScalarReference.biasGradient(
        whole.values, leafRows: cut.leafRows.map { $0 * pixels }, columns: geometry.filters),
      "input": ScalarReference.convolutionInputGradient(
        whole.values, w.values, geometry, rows: rows),
    ]
    for what in scalar.keys.sorted() {
      expectSameBits(found[what] ?? [], scalar[what] ?? [], "\(what), pooled")
      expectSameBits(expected[what] ?? [], scalar[what] ?? [], "\(what), written out")
    }
  }

  @Test func detectsWindowsThatOverlapOrExtendBeyondTheImage() {
    #expect(PoolingGeometry.square(7, channels: 2, pool: 2, stride: 3).windowsAreApart)
    #expect(!PoolingGeometry.square(7, channels: 2, pool: 3, stride: 2).windowsAreApart)
    let before = PoolingGeometry.square(8, channels: 2, pool: 2, stride: 2, before: 1, after: 1)
    #expect(!before.windowsAreApart)
    let after = PoolingGeometry.square(5, channels: 2, pool: 2, stride: 2, after: 1)
    #expect(!after.windowsAreApart)
  }
}
