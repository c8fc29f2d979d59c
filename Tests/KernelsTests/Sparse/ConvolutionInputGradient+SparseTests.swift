import Kernels
import TestSupport
import Testing

/// `convolutionInputGradient` of gradients of which most are zeros, which it skips.
@Suite("convolutionInputGradient of sparse gradients")
struct SparseInputGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: ConvolutionGeometry.wholeVectors)
  func equalsTheScalarLoop(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_120)
    let dy = samples.sparseFloats(2 * geometry.outputCount, outOf: 8)
    let w = samples.floats(geometry.filterCount)
    expectSameBits(
      ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 2),
      ScalarReference.convolutionInputGradient(dy, w, geometry, rows: 2),
      geometry.testDescription)
  }

  /// From all zeros to none.
  @Test(arguments: 1...8)
  func givesTheSameBitsHoweverManyAreNonzero(share: Int) {
    var samples = SampleValues(seed: 2_121)
    let geometry = ConvolutionGeometry.square(6, channels: 16, filter: 3, filters: 48)
    let w = samples.floats(geometry.filterCount)
    let dy = samples.sparseFloats(2 * geometry.outputCount, outOf: share)
    expectSameBits(
      ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 2),
      ScalarReference.convolutionInputGradient(dy, w, geometry, rows: 2), "one of \(share)")
  }

  /// Zero times what is not finite is NaN, at every input that a filter's such number meets.
  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func skipsNothingBesideFiltersThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_122)
    let geometry = ConvolutionGeometry.square(5, channels: 16, filter: 2, filters: 16)
    let dy = samples.sparseFloats(geometry.outputCount, outOf: 10)
    for index in [0, 3 * 16 + 5, geometry.filterCount - 1] {
      var w = samples.floats(geometry.filterCount)
      w[index] = value
      let dx = ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 1)
      let (tap, channel) = (index / 16).quotientAndRemainder(dividingBy: 16)
      for pixel in 0..<16 {
        let (row, column) = (pixel / 4 + tap / 2, pixel % 4 + tap % 2)
        let met = dx[(row * 5 + column) * 16 + channel]
        #expect(!met.isFinite, "\(value) at \(index): \(met) at \(row), \(column), \(channel)")
      }
      #expect(dx.count { !$0.isFinite } == 16, "\(value) at \(index)")
    }
  }

  @Test(arguments: [Float.infinity, -.infinity, .nan])
  func takesGradientsThatAreNotFinite(value: Float) {
    var samples = SampleValues(seed: 2_123)
    let geometry = ConvolutionGeometry.square(4, channels: 16, filter: 3, filters: 32)
    let w = samples.floats(geometry.filterCount)
    for index in stride(from: 0, to: geometry.outputCount, by: 37) {
      var dy = samples.sparseFloats(geometry.outputCount, outOf: 10)
      dy[index] = value
      let dx = ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 1)
      #expect(dx.contains { !$0.isFinite }, "\(value) at \(index) is gone")
    }
  }

  /// Products underflow to -0, and all other pixels are zeros.
  @Test func storesNegativeZeroAsPositiveZero() {
    let geometry = ConvolutionGeometry.square(5, channels: 16, filter: 3, filters: 16)
    var dy = [Float](repeating: -0.0, count: geometry.outputCount)
    for index in stride(from: 0, to: dy.count, by: 7) { dy[index] = -1e-30 }
    let w = [Float](repeating: 1e-30, count: geometry.filterCount)
    expectSameBits(
      ConvolutionInputGradientTests.gradient(dy, w, geometry, rows: 1),
      [Float](repeating: 0, count: geometry.inputCount), "-0")
  }
}
