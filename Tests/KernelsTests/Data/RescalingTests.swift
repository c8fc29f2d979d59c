import Kernels
import TestSupport
import Testing

@Suite("rescale")
struct RescalingTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 6_200 + UInt64(count))
    let x = samples.floats(count, scale: 255)
    expectSameBits(
      applied({ kernels.rescale($0, into: $1, count: $2, scale: 1 / 127.5, offset: -1) }, x),
      x.map { $0 * (1 / 127.5) + -1 }, "\(count) values")
  }
}
