import Kernels
import TestSupport
import Testing

@Suite("clip and scale")
struct GradientClippingTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    var samples = SampleValues(seed: 4_400 + UInt64(count))
    let x = samples.floats(count)
    let (clipped, scaled) = (GuardedBuffer(x), GuardedBuffer(x))
    kernels.clip(clipped.pointer, count: count, limit: 0.5)
    kernels.scale(scaled.pointer, count: count, by: 0.3)
    expectSameBits(clipped.values, x.map { $0 > 0.5 ? 0.5 : $0 < -0.5 ? -0.5 : $0 }, "clip")
    expectSameBits(scaled.values, x.map { $0 * 0.3 }, "scale")
    #expect(clipped.isIntactBefore && scaled.isIntactBefore)
  }

  @Test func clipInfinitiesButKeepNaN() {
    let values = GuardedBuffer<Float>([.infinity, -.infinity, .nan, -0.0])
    kernels.clip(values.pointer, count: 4, limit: 2)
    expectSameBits(values.values, [2, -2, .nan, -0.0], "edges", anyNaN: true)
  }
}
