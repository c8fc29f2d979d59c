import Kernels
import TestSupport
import Testing

@Suite("relu and reluGradient")
struct ReluTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    var samples = SampleValues(seed: 500 + UInt64(count))
    let x = samples.floats(count)
    let dy = samples.floats(count)
    let input = GuardedBuffer(x)
    let output = GuardedBuffer(count: count)
    kernels.relu(input.pointer, into: output.pointer, count: count)
    expectSameBits(output.values, x.map { $0 > 0 ? $0 : 0 }, "relu of \(count)")

    let expected = zip(x, dy).map { $0 > 0 ? $1 : 0 }
    let outputGradient = GuardedBuffer(dy)
    let inputGradient = GuardedBuffer(count: count)
    kernels.reluGradient(
      output: output.pointer, gradient: outputGradient.pointer, into: inputGradient.pointer,
      count: count)
    expectSameBits(inputGradient.values, expected, "gradient of \(count)")
    kernels.reluGradient(
      output: output.pointer, gradient: outputGradient.pointer, into: outputGradient.pointer,
      count: count)
    expectSameBits(outputGradient.values, expected, "gradient of \(count) in place")
    kernels.relu(input.pointer, into: input.pointer, count: count)
    expectSameBits(input.values, output.values, "relu of \(count) in place")
    #expect(output.isIntactBefore && inputGradient.isIntactBefore)
  }

  @Test func meetTheEdgesOfTheNumbers() {
    let x = GuardedBuffer<Float>([.nan, .infinity, -.infinity, -0.0])
    kernels.relu(x.pointer, into: x.pointer, count: 4)
    #expect(x.values[0].isNaN)
    expectSameBits(Array(x.values.dropFirst()), [.infinity, 0, 0], "infinities and -0")
  }
}
