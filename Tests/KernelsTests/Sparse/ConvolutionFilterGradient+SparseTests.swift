import Kernels
import TestSupport
import Testing

/// `convolutionFilterGradient` of gradients of which most are zeros, which it skips.
@Suite("convolutionFilterGradient of sparse gradients")
struct SparseFilterGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: ConvolutionGeometry.wholeVectors)
  func equalsTheScalarTree(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_220)
    let cut = LeafCut(firstRow: 1, sizes: [1, 2, 0, 1])
    let x = samples.floats(cut.rowEnd * geometry.inputCount)
    let dy = samples.sparseFloats(cut.rowEnd * geometry.outputCount, outOf: 8)
    expectTree(x, dy, geometry, cut, geometry.testDescription)
  }

  /// From all zeros to none.
  @Test(arguments: 1...8)
  func givesTheSameBitsHoweverManyAreNonzero(share: Int) {
    var samples = SampleValues(seed: 2_221)
    let geometry = ConvolutionGeometry.square(6, channels: 16, filter: 3, filters: 48)
    let cut = LeafCut(sizes: [2, 1])
    let x = samples.floats(3 * geometry.inputCount)
    for dy in [
      samples.sparseFloats(3 * geometry.outputCount, outOf: share),
      [Float](repeating: share.isMultiple(of: 2) ? 0 : -0.0, count: 3 * geometry.outputCount),
    ] {
      expectTree(x, dy, geometry, cut, "one of \(share)")
    }
  }

  /// Zero times what is not finite is NaN.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func skipsNothingOfASampleThatIsNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_222)
    let geometry = ConvolutionGeometry.square(5, channels: 16, filter: 2, filters: 16, stride: 2)
    let cut = LeafCut(sizes: [2, 2])
    let dy = samples.sparseFloats(4 * geometry.outputCount, outOf: 10)
    for index in [0, 17, 3 * geometry.inputCount + 5 * 16 + 3] {
      var x = samples.floats(4 * geometry.inputCount)
      x[index] = value
      expectTree(x, dy, geometry, cut, "\(value) at \(index)")
    }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func takesGradientsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_223)
    let geometry = ConvolutionGeometry.square(4, channels: 16, filter: 3, filters: 32)
    let cut = LeafCut(sizes: [1, 1])
    let x = samples.floats(2 * geometry.inputCount)
    for index in stride(from: 0, to: 2 * geometry.outputCount, by: 37) {
      var dy = samples.sparseFloats(2 * geometry.outputCount, outOf: 10)
      dy[index] = value
      expectTree(x, dy, geometry, cut, "\(value) at \(index)")
    }
  }

  private func expectTree(
    _ x: [Float], _ dy: [Float], _ geometry: ConvolutionGeometry, _ cut: LeafCut,
    _ what: @autoclosure () -> String
  ) {
    expectSameBits(
      ConvolutionFilterGradientTests.gradient(x, dy, geometry, cut),
      ScalarReference.convolutionFilterGradient(x, dy, geometry, leafRows: cut.leafRows), what(),
      anyNaN: true)
  }
}

extension ConvolutionGeometry {
  /// Geometries whose segments and filters are whole vectors: every number of vectors from one to
  /// seven, strides, paddings, several bands of rows, a band of one row.
  static let wholeVectors: [ConvolutionGeometry] =
    (1...7).map { square(5, channels: 16 * $0, filter: 1, filters: 16) }
    + (1...4).map { square(6, channels: 16, filter: $0, filters: 32) }
    + (1...3).map {
      square(7, channels: 16, filter: 3, filters: 16, stride: $0, before: 1, after: 1)
    }
    + [
      square(13, channels: 32, filter: 3, filters: 64),
      square(5, channels: 8, filter: 2, filters: 48, before: 0, after: 3),
      square(3, channels: 4, filter: 4, filters: 16, before: 2, after: 2),
      square(30, channels: 16, filter: 1, filters: 16),
      square(9, channels: 16, filter: 2, filters: 16, stride: 3),
      ConvolutionGeometry(
        inputHeight: 3, inputWidth: 600, inputChannels: 16, filterHeight: 2, filterWidth: 1,
        filters: 16, strideHeight: 1, strideWidth: 1, paddingTop: 0, paddingLeft: 0,
        outputHeight: 2, outputWidth: 600),
      // Nothing of the last input rows and columns is seen.
      ConvolutionGeometry(
        inputHeight: 9, inputWidth: 8, inputChannels: 16, filterHeight: 3, filterWidth: 2,
        filters: 32, strideHeight: 4, strideWidth: 4, paddingTop: 1, paddingLeft: 0,
        outputHeight: 2, outputWidth: 2),
    ]
}

extension SampleValues {
  /// Floats of which about one of `share` is nonzero; the zeros have either sign.
  mutating func sparseFloats(_ count: Int, outOf share: Int) -> [Float] {
    floats(count).map { value in
      let word = next()
      return word % UInt64(share) == 0 ? value : word & 1024 == 0 ? 0 : -0.0
    }
  }
}
