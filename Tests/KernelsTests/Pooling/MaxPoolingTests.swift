import Kernels
import TestSupport
import Testing

@Suite("maxPooling and maxPoolingGradient")
struct MaxPoolingTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: PoolingGeometry.samples)
  func equalTheScalarLoops(geometry: PoolingGeometry) {
    var samples = SampleValues(seed: 2_300)
    let rows = 2
    // Few values, so that the greatest is often there twice.
    let x = samples.smallIntegers(rows * geometry.inputCount)
    let dy = samples.floats(rows * geometry.outputCount)
    var (y, cells): ([Float], [Int32]) = ([], [])
    var dx = [Float](repeating: 0, count: x.count)
    for (window, gradient) in zip(geometry.windows(rows: rows), dy) {
      let greatest = window.map { x[$0.input] }.reduce(-Float.infinity, max)
      let first = window.first { x[$0.input] == greatest } ?? (0, 0)
      y.append(greatest)
      cells.append(Int32(first.cell))
      dx[first.input] += gradient
    }
    let found = pooled(x, geometry, rows: rows)
    expectSameBits(found.y, y, geometry.testDescription)
    #expect(found.indices == cells, "\(geometry.testDescription)")
    expectSameBits(
      gradient(dy, found.indices, geometry, rows: rows), dx,
      "gradient of \(geometry.testDescription)")
  }

  @Test func keepsNegativeNumbersBesideThePadding() {
    let geometry = PoolingGeometry.square(2, channels: 1, pool: 2, stride: 1, before: 1, after: 1)
    let found = pooled([-1, -2, -3, -.infinity], geometry, rows: 1)
    expectSameBits(found.y, [-1, -1, -2, -1, -1, -2, -3, -3, -.infinity], "y")
    // The first window has only its last cell inside.
    #expect(found.indices == [3, 2, 2, 1, 0, 0, 1, 0, 0])
  }

  @Test(arguments: 0..<9)
  func letsTheFirstNaNWin(index: Int) {
    let geometry = PoolingGeometry.square(3, channels: 1, pool: 3, stride: 1)
    var x: [Float] = [1, .infinity, -1, 2, 3, .infinity, -.infinity, 0, 9]
    x[index] = .nan
    x[8] = .nan
    let found = pooled(x, geometry, rows: 1)
    #expect(found.y[0].isNaN, "NaN at \(index) gave \(found.y)")
    #expect(found.indices == [Int32(index)])
    let dx = gradient([2], found.indices, geometry, rows: 1)
    expectSameBits(dx, (0..<9).map { $0 == index ? 2 : 0 }, "gradient")
  }

  /// Runs it with and without indices and expects the same `y`.
  private func pooled(_ x: [Float], _ geometry: PoolingGeometry, rows: Int)
    -> (y: [Float], indices: [Int32])
  {
    let count = rows * geometry.outputCount
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: count))
    let alone = GuardedBuffer(count: count)
    let indices = GuardedBuffer([Int32](repeating: -1, count: count))
    kernels.maxPooling(
      input.pointer, into: output.pointer, indices: indices.pointer, geometry: geometry,
      rows: rows)
    kernels.maxPooling(
      input.pointer, into: alone.pointer, indices: nil, geometry: geometry, rows: rows)
    expectSameBits(alone.values, output.values, "without indices", anyNaN: true)
    #expect(output.isIntactBefore && indices.isIntactBefore)
    return (output.values, indices.values)
  }

  private func gradient(
    _ dy: [Float], _ indices: [Int32], _ geometry: PoolingGeometry, rows: Int
  ) -> [Float] {
    let (outputGradient, cells) = (GuardedBuffer(dy), GuardedBuffer(indices))
    let output = GuardedBuffer(count: rows * geometry.inputCount)
    kernels.maxPoolingGradient(
      outputGradient.pointer, indices: cells.pointer, into: output.pointer, geometry: geometry,
      rows: rows)
    #expect(output.isIntactBefore)
    return output.values
  }
}
