import Kernels
import TestSupport
import Testing

@Suite("decayWeights")
struct WeightDecayTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 4_300 + UInt64(count))
    let w = samples.floats(count)
    let parameters = GuardedBuffer(w)
    kernels.decayWeights(
      learningRate: 0.01, weightDecay: 0.004, parameters: parameters.pointer, count: count)
    expectSameBits(parameters.values, w.map { $0 - $0 * 0.004 * 0.01 }, "\(count) weights")
    #expect(parameters.isIntactBefore)
  }

  /// From Keras's AdamW: at a learning rate of 0.1 and its decay of 0.004, 1 becomes 0.9996.
  @Test func takesTheLearningRateTimesTheDecay() {
    let parameters = GuardedBuffer<Float>([1])
    kernels.decayWeights(
      learningRate: 0.1, weightDecay: 0.004, parameters: parameters.pointer, count: 1)
    #expect(abs(parameters.values[0] - 0.9996) < 1e-7, "\(parameters.values)")
  }
}
