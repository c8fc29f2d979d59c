import Kernels
import TestSupport
import Testing

@Suite("convolution")
struct ConvolutionTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: ConvolutionGeometry.samples)
  func equalsTheScalarLoop(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_000)
    for rows in [1, 3] {
      let x = samples.floats(rows * geometry.inputCount)
      let w = samples.floats(geometry.filterCount)
      expectSameBits(
        Self.convolved(x, w, geometry, rows: rows),
        ScalarReference.convolution(x, w, geometry, rows: rows),
        "\(rows) of \(geometry.testDescription)")
    }
  }

  @Test func givesTheSameSamplesAloneAndTogether() {
    var samples = SampleValues(seed: 2_001)
    let geometry = ConvolutionGeometry.square(
      7, channels: 3, filter: 3, filters: 19, before: 1, after: 1)
    let rows = 5
    let x = samples.floats(rows * geometry.inputCount)
    let w = samples.floats(geometry.filterCount)
    let together = Self.convolved(x, w, geometry, rows: rows)
    for row in 0..<rows {
      let (input, output) = (row * geometry.inputCount, row * geometry.outputCount)
      expectSameBits(
        Self.convolved(Array(x[input..<input + geometry.inputCount]), w, geometry, rows: 1),
        Array(together[output..<output + geometry.outputCount]), "sample \(row) alone")
    }
  }

  @Test func storesNegativeZeroAsPositiveZero() {
    let geometry = ConvolutionGeometry.square(3, channels: 1, filter: 2, filters: 20)
    let x = [Float](repeating: -1e-30, count: geometry.inputCount)
    let w = [Float](repeating: 1e-30, count: geometry.filterCount)
    expectSameBits(
      Self.convolved(x, w, geometry, rows: 1), [Float](repeating: 0, count: geometry.outputCount),
      "-0")
  }

  static func convolved(
    _ x: [Float], _ w: [Float], _ geometry: ConvolutionGeometry, rows: Int,
    wIsFinite: Bool = false
  ) -> [Float] {
    let (input, filters) = (GuardedBuffer(x), GuardedBuffer(w))
    let output = GuardedBuffer(count: rows * geometry.outputCount)
    let scratch = GuardedBuffer(scratch: kernels.convolutionScratchCount(geometry))
    kernels.convolution(
      input.pointer, filters.pointer, into: output.pointer, geometry: geometry, rows: rows,
      wIsFinite: wIsFinite, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before y of \(geometry.testDescription)")
    #expect(scratch.isIntactBefore, "written before the scratch of \(geometry.testDescription)")
    return output.values
  }
}
