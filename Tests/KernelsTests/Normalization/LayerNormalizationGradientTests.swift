import Kernels
import TestSupport
import Testing

@Suite("The gradients of layerNormalization")
struct LayerNormalizationGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 1...40)
  func equalTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 5_700 + UInt64(columns))
    let rows = 3
    let (x, dy) = (samples.floats(rows * columns), samples.floats(rows * columns))
    let gamma = samples.floats(columns)
    let (means, inverses) = (samples.floats(rows), samples.floats(rows))
    var dx: [Float] = []
    for row in 0..<rows {
      let g = (0..<columns).map { dy[row * columns + $0] * gamma[$0] }
      let normalized = (0..<columns).map { (x[row * columns + $0] - means[row]) * inverses[row] }
      let mean = ScalarReference.laneSum(g) / Float(columns)
      let product = ScalarReference.laneSum(zip(g, normalized).map { $0 * $1 }) / Float(columns)
      dx += (0..<columns).map { (g[$0] - mean - normalized[$0] * product) * inverses[row] }
    }
    let buffers = GuardedBuffers([x, dy, gamma, means, inverses])
    let output = GuardedBuffer(count: x.count)
    for target in [output, buffers[1]] {
      kernels.layerNormalizationInputGradient(
        buffers[0].pointer, gradient: buffers[1].pointer, gamma: buffers[2].pointer,
        means: buffers[3].pointer, inverseDeviations: buffers[4].pointer, into: target.pointer,
        rows: rows, columns: columns)
      expectSameBits(target.values, dx, "\(columns) columns")
    }
    #expect(output.isIntactBefore)
  }

  @Test(arguments: LeafCut.all)
  func addProductsAsTheScalarTree(cut: LeafCut) {
    expectGammaGradients(
      cut, seed: 5_800, statistics: { rows, _ in rows }, index: { row, _ in row }
    ) {
      kernels.layerNormalizationGammaGradient(
        $0, gradient: $1, means: $2, inverseDeviations: $3, into: $4, leafRows: $5,
        leafCount: $6, columns: $7, scratch: $8)
    }
  }

  @Test func differentiateTheFormula() {
    var samples = SampleValues(seed: 5_900)
    let columns = 7
    let (x, dy) = (GuardedBuffer(samples.floats(columns)), GuardedBuffer(samples.floats(columns)))
    let gamma = GuardedBuffer(samples.floats(columns))
    let (y, dx) = (GuardedBuffer(count: columns), GuardedBuffer(count: columns))
    let (mean, inverse) = (GuardedBuffer(count: 1), GuardedBuffer(count: 1))
    kernels.layerNormalization(
      x.pointer, into: y.pointer, gamma: gamma.pointer, beta: gamma.pointer, means: mean.pointer,
      inverseDeviations: inverse.pointer, rows: 1, columns: columns, epsilon: 1e-3)
    kernels.layerNormalizationInputGradient(
      x.pointer, gradient: dy.pointer, gamma: gamma.pointer, means: mean.pointer,
      inverseDeviations: inverse.pointer, into: dx.pointer, rows: 1, columns: columns)
    let slopes = NormalizationReference.slopes(
      x.values.map(Double.init), weights: dy.values.map(Double.init),
      gamma: gamma.values.map(Double.init), epsilon: 1e-3)
    // Some tens of roundings of numbers about 1, and a difference good to 1e-9.
    for (found, slope) in zip(dx.values, slopes) {
      #expect(abs(Double(found) - slope) < 64 * 0x1p-24, "\(found), central difference \(slope)")
    }
  }
}
