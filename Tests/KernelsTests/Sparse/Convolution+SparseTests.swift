import Kernels
import TestSupport
import Testing

/// `convolution` of images of which many values are zeros, which it skips.
@Suite("convolution of sparse images")
struct SparseConvolutionTests {
  /// One and two panels, odd numbers of channels, strides, paddings, several bands of rows, rows
  /// and columns that nothing sees.
  private static let geometries: [ConvolutionGeometry] =
    (1...5).map { .square(6, channels: $0 * 5, filter: 3, filters: 64) }
    + (1...3).map { .square(9, channels: 3, filter: 3, filters: 64, stride: $0) }
    + [
      .square(13, channels: 32, filter: 3, filters: 64),
      .square(5, channels: 17, filter: 2, filters: 128, before: 1, after: 1),
      .square(4, channels: 2, filter: 5, filters: 64, before: 3, after: 4),
      .square(8, channels: 2, filter: 2, filters: 64, stride: 3, before: 2, after: 2),
      .square(30, channels: 2, filter: 2, filters: 64),
      ConvolutionGeometry(
        inputHeight: 4, inputWidth: 600, inputChannels: 1, filterHeight: 2, filterWidth: 3,
        filters: 64, strideHeight: 1, strideWidth: 1, paddingTop: 0, paddingLeft: 1,
        outputHeight: 3, outputWidth: 600),
    ]

  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: geometries)
  func equalsTheScalarLoop(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_020)
    let w = samples.floats(geometry.filterCount)
    for share in [1, 2, 7] {
      let x = samples.sparseFloats(2 * geometry.inputCount, outOf: share)
      expectSameBits(
        ConvolutionTests.convolved(x, w, geometry, rows: 2),
        ScalarReference.convolution(x, w, geometry, rows: 2),
        "one of \(share), \(geometry.testDescription)")
    }
  }

  @Test func computesSparseAndDenseSamplesTogether() {
    var samples = SampleValues(seed: 2_021)
    let geometry = ConvolutionGeometry.square(6, channels: 4, filter: 3, filters: 64)
    let w = samples.floats(geometry.filterCount)
    let x =
      samples.floats(geometry.inputCount) + samples.sparseFloats(geometry.inputCount, outOf: 5)
      + [Float](repeating: -0.0, count: geometry.inputCount) + samples.floats(geometry.inputCount)
    expectSameBits(
      ConvolutionTests.convolved(x, w, geometry, rows: 4),
      ScalarReference.convolution(x, w, geometry, rows: 4), "four samples")
  }

  /// Zero times what is not finite is NaN.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func skipsNothingBesideFiltersThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_022)
    let geometry = ConvolutionGeometry.square(5, channels: 3, filter: 2, filters: 64)
    let x = samples.sparseFloats(geometry.inputCount, outOf: 6)
    for index in [0, 63, 64 * 5 + 7, geometry.filterCount - 1] {
      var w = samples.floats(geometry.filterCount)
      w[index] = value
      expectSameBits(
        ConvolutionTests.convolved(x, w, geometry, rows: 1),
        ScalarReference.convolution(x, w, geometry, rows: 1), "\(value) at \(index)", anyNaN: true)
    }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func takesInputsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_023)
    let geometry = ConvolutionGeometry.square(4, channels: 3, filter: 2, filters: 64)
    let w = samples.floats(geometry.filterCount)
    for index in 0..<geometry.inputCount {
      var x = samples.sparseFloats(geometry.inputCount, outOf: 6)
      x[index] = value
      expectSameBits(
        ConvolutionTests.convolved(x, w, geometry, rows: 1),
        ScalarReference.convolution(x, w, geometry, rows: 1), "\(value) at \(index)", anyNaN: true)
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    let geometry = ConvolutionGeometry.square(3, channels: 2, filter: 2, filters: 64)
    var x = [Float](repeating: -0.0, count: geometry.inputCount)
    for index in stride(from: 0, to: x.count, by: 3) { x[index] = -1e-30 }
    let w = [Float](repeating: 1e-30, count: geometry.filterCount)
    expectSameBits(
      ConvolutionTests.convolved(x, w, geometry, rows: 1),
      [Float](repeating: 0, count: geometry.outputCount), "-0")
  }

  /// What the caller knows of the filters is believed, and changes nothing.
  @Test func givesTheSameBitsWhereTheFiltersAreKnownToBeFinite() {
    var samples = SampleValues(seed: 2_024)
    let geometry = ConvolutionGeometry.square(6, channels: 4, filter: 3, filters: 64)
    let x = samples.sparseFloats(2 * geometry.inputCount, outOf: 4)
    let w = samples.floats(geometry.filterCount)
    expectSameBits(
      ConvolutionTests.convolved(x, w, geometry, rows: 2, wIsFinite: true),
      ConvolutionTests.convolved(x, w, geometry, rows: 2), "known to be finite")
  }
}
