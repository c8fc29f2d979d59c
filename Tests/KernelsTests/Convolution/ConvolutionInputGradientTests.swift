import Kernels
import TestSupport
import Testing

@Suite("convolutionInputGradient")
struct ConvolutionInputGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: ConvolutionGeometry.samples)
  func equalsTheScalarLoop(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_100)
    for rows in [1, 2] {
      let dy = samples.floats(rows * geometry.outputCount)
      let w = samples.floats(geometry.filterCount)
      expectSameBits(
        Self.gradient(dy, w, geometry, rows: rows),
        ScalarReference.convolutionInputGradient(dy, w, geometry, rows: rows),
        "\(rows) of \(geometry.testDescription)")
    }
  }

  /// A convolution is linear in its input: for small whole numbers the sum of `dy * y` changes by
  /// exactly `dx` when an input grows by 1.
  @Test(arguments: ConvolutionGeometry.samples.filter { $0.inputCount < 120 })
  func isWhatTheOutputChangesBy(geometry: ConvolutionGeometry) {
    var samples = SampleValues(seed: 2_101)
    let dy = samples.smallIntegers(geometry.outputCount)
    let w = samples.smallIntegers(geometry.filterCount)
    let x = samples.smallIntegers(geometry.inputCount)
    let weighted = { (x: [Float]) in
      zip(ScalarReference.convolution(x, w, geometry, rows: 1), dy).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let found = Self.gradient(dy, w, geometry, rows: 1)
    let before = weighted(x)
    for i in x.indices {
      var moved = x
      moved[i] += 1
      let difference = weighted(moved) - before
      #expect(found[i] == difference, "input \(i) of \(geometry.testDescription)")
    }
  }

  static func gradient(
    _ dy: [Float], _ w: [Float], _ geometry: ConvolutionGeometry, rows: Int
  ) -> [Float] {
    let (outputGradient, filters) = (GuardedBuffer(dy), GuardedBuffer(w))
    let output = GuardedBuffer(count: rows * geometry.inputCount)
    let scratch = GuardedBuffer(scratch: kernels.convolutionScratchCount(geometry))
    kernels.convolutionInputGradient(
      ConvolutionOutputGradient(outputGradient.pointer), filters.pointer, into: output.pointer,
      geometry: geometry, rows: rows, scratch: scratch.pointer)
    #expect(output.isIntactBefore, "written before dx of \(geometry.testDescription)")
    #expect(scratch.isIntactBefore, "written before the scratch of \(geometry.testDescription)")
    return output.values
  }
}

extension SampleValues {
  /// Whole numbers from -3 to 4, whose sums of products are exact.
  mutating func smallIntegers(_ count: Int) -> [Float] {
    (0..<count).map { _ in Float(next() >> 61) - 3 }
  }
}
