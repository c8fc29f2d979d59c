import Kernels
import TestSupport
import Testing

@Suite("globalAveragePooling and globalAveragePoolingGradient")
struct GlobalAveragePoolingTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(channels: Int) {
    var samples = SampleValues(seed: 2_500)
    let (rows, pixels) = (3, 7)
    let x = samples.floats(rows * pixels * channels)
    let dy = samples.floats(rows * channels)
    let y = (0..<rows * channels).map { index in
      let (row, channel) = index.quotientAndRemainder(dividingBy: channels)
      let sum = (0..<pixels).reduce(Float(0)) { $0 + x[(row * pixels + $1) * channels + channel] }
      return sum / 7
    }
    let dx = x.indices.map { dy[$0 / (pixels * channels) * channels + $0 % channels] / 7 + 0 }
    let (input, outputGradient) = (GuardedBuffer(x), GuardedBuffer(dy))
    let (output, gradient) = (GuardedBuffer(count: y.count), GuardedBuffer(count: x.count))
    globalAveragePooling(
      input.pointer, into: output.pointer, rows: rows, pixels: pixels, channels: channels)
    globalAveragePoolingGradient(
      outputGradient.pointer, into: gradient.pointer, rows: rows, pixels: pixels,
      channels: channels)
    expectSameBits(output.values, y, "\(channels) channels")
    expectSameBits(gradient.values, dx, "gradient of \(channels) channels")
    #expect(output.isIntactBefore && gradient.isIntactBefore)
  }
}
