import Kernels
import TestSupport
import Testing

@Suite("averagePooling and averagePoolingGradient")
struct AveragePoolingTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: PoolingGeometry.samples)
  func equalTheScalarLoops(geometry: PoolingGeometry) {
    var samples = SampleValues(seed: 2_400)
    let rows = 2
    let x = samples.floats(rows * geometry.inputCount)
    let dy = samples.floats(rows * geometry.outputCount)
    var y: [Float] = []
    var dx = [Float](repeating: 0, count: x.count)
    for (window, gradient) in zip(geometry.windows(rows: rows), dy) {
      y.append(window.reduce(Float(0)) { $0 + x[$1.input] } / Float(window.count))
      for cell in window {
        dx[cell.input] += gradient / Float(window.count)
      }
    }
    let (input, outputGradient) = (GuardedBuffer(x), GuardedBuffer(dy))
    let (output, gradient) = (GuardedBuffer(count: y.count), GuardedBuffer(count: x.count))
    kernels.averagePooling(input.pointer, into: output.pointer, geometry: geometry, rows: rows)
    kernels.averagePoolingGradient(
      outputGradient.pointer, into: gradient.pointer, geometry: geometry, rows: rows)
    expectSameBits(output.values, y, geometry.testDescription)
    expectSameBits(gradient.values, dx, "gradient of \(geometry.testDescription)")
    #expect(output.isIntactBefore && gradient.isIntactBefore)
  }

  @Test func dividesByTheCellsInsideTheImage() {
    let geometry = PoolingGeometry.square(2, channels: 1, pool: 2, stride: 1, after: 1)
    let (input, output) = (GuardedBuffer<Float>([1, 2, 3, 6]), GuardedBuffer(count: 4))
    kernels.averagePooling(input.pointer, into: output.pointer, geometry: geometry, rows: 1)
    expectSameBits(output.values, [3, 4, 4.5, 6], "means")
  }
}
