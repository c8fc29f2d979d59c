import Kernels
import Testing

@Suite("FloatingPointMode")
struct FloatingPointModeTests {
  @Test func flushesDenormals() {
    FloatingPointMode.flushDenormals()
    #expect(FloatingPointMode.flushesDenormals)
    // Through buffers, so that the compiler cannot compute it beforehand.
    let parameters = GuardedBuffer<Float>([.leastNormalMagnitude])
    let gradient = GuardedBuffer<Float>([.leastNormalMagnitude])
    _ = kernels.sgd(
      learningRate: 0.5, parameters: parameters.pointer, gradient: gradient.pointer, count: 1)
    #expect(
      parameters.values[0].bitPattern == Float.leastNormalMagnitude.bitPattern,
      "half the least normal number was not flushed: \(parameters.values[0])")
  }
}
