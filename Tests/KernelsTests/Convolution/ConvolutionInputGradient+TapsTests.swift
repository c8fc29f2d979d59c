import Kernels
import TestSupport
import Testing

/// `convolutionInputGradient` of narrow images with many channels, which takes taps one by one.
@Suite("convolutionInputGradient, tap by tap")
struct ConvolutionInputGradientTapsTests {
  private static let geometries: [ConvolutionGeometry] = [
    .square(13, channels: 32, filter: 3, filters: 64),
    .square(5, channels: 32, filter: 3, filters: 32),
    .square(4, channels: 64, filter: 4, filters: 33),
    .square(16, channels: 32, filter: 5, filters: 40),
    .square(20, channels: 32, filter: 7, filters: 32),
    .square(6, channels: 32, filter: 4, filters: 37, before: 2, after: 2),
    .square(8, channels: 32, filter: 5, filters: 32, stride: 2),
    .square(8, channels: 32, filter: 3, filters: 32, stride: 2),
    .square(9, channels: 96, filter: 7, filters: 32, stride: 3, before: 1, after: 3),
  ]

  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: geometries)
  func equalsTheScalarLoop(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_110)
    let dy = samples.floats(2 * geometry.outputCount)
    let w = samples.floats(geometry.filterCount)
    expectSameBits(
      ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 2),
      ScalarReference.convolutionInputGradient(dy, w, geometry, rows: 2), geometry.testDescription)
  }

  /// Each tap's product underflows to -0 beside the last one's.
  @Test func storesNegativeZeroAsPositiveZero() {
    let geometry = ConvolutionGeometry.square(5, channels: 32, filter: 3, filters: 32)
    let dy = [Float](repeating: -1e-30, count: geometry.outputCount)
    let w = [Float](repeating: 1e-30, count: geometry.filterCount)
    expectSameBits(
      ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 1),
      [Float](repeating: 0, count: geometry.inputCount), "-0")
  }
}
