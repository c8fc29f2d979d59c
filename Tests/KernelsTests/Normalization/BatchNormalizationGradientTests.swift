import Kernels
import TestSupport
import Testing

@Suite("The gradients of batchNormalization")
struct BatchNormalizationGradientTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: LeafCut.all)
  func addProductsAsTheScalarTree(cut: LeafCut) {
    expectGammaGradients(
      cut, seed: 5_300, statistics: { _, columns in columns }, index: { _, column in column }
    ) {
      kernels.batchNormalizationGammaGradient(
        $0, gradient: $1, mean: $2, inverseDeviation: $3, into: $4, leafRows: $5, leafCount: $6,
        columns: $7, scratch: $8)
    }
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 5_400 + UInt64(columns))
    let rows = 3
    let x = samples.floats(rows * columns)
    let dy = samples.floats(rows * columns)
    // The mean, inverse deviation, gamma, mean gradient and mean product.
    let s = (0..<5).map { _ in samples.floats(columns) }
    let expected = x.indices.map { index in
      let c = index % columns
      let normalized = (x[index] - s[0][c]) * s[1][c]
      return (dy[index] - s[3][c] - normalized * s[4][c]) * (s[2][c] * s[1][c])
    }
    let (input, gradient) = (GuardedBuffer(x), GuardedBuffer(dy))
    let output = GuardedBuffer(count: x.count)
    let statistics = GuardedBuffers(s)
    for target in [output, gradient] {
      kernels.batchNormalizationInputGradient(
        input.pointer, gradient: gradient.pointer, mean: statistics[0].pointer,
        inverseDeviation: statistics[1].pointer, gamma: statistics[2].pointer,
        meanGradient: statistics[3].pointer, meanProduct: statistics[4].pointer,
        into: target.pointer, rows: rows, columns: columns)
      expectSameBits(target.values, expected, "\(columns) columns")
    }
    #expect(output.isIntactBefore)
  }

  /// One column through all kernels, as a layer uses them.
  @Test func differentiateTheFormula() {
    var samples = SampleValues(seed: 5_500)
    let rows = 9
    let (x, dy) = (GuardedBuffer(samples.floats(rows)), GuardedBuffer(samples.floats(rows)))
    let leafRows = GuardedBuffer([0, rows])
    let scratch = GuardedBuffer(scratch: kernels.matmulScratchCount(rows: 0, inner: 0, columns: 1))
    let (mean, inverse) = (GuardedBuffer(count: 1), GuardedBuffer(count: 1))
    let (gradientSum, productSum) = (GuardedBuffer(count: 1), GuardedBuffer(count: 1))
    let (gamma, dx) = (GuardedBuffer<Float>([1.5]), GuardedBuffer(count: rows))

    kernels.biasGradient(
      x.pointer, into: mean.pointer, leafRows: leafRows.pointer, leafCount: 1, columns: 1,
      scratch: scratch.pointer)
    kernels.divide(mean.pointer, into: mean.pointer, count: 1, by: Float(rows))
    kernels.batchSquares(
      x.pointer, mean: mean.pointer, into: inverse.pointer, leafRows: leafRows.pointer,
      leafCount: 1, columns: 1, scratch: scratch.pointer)
    kernels.divide(inverse.pointer, into: inverse.pointer, count: 1, by: Float(rows))
    kernels.inverseDeviations(inverse.pointer, into: inverse.pointer, count: 1, epsilon: 1e-3)
    kernels.biasGradient(
      dy.pointer, into: gradientSum.pointer, leafRows: leafRows.pointer, leafCount: 1, columns: 1,
      scratch: scratch.pointer)
    kernels.batchNormalizationGammaGradient(
      x.pointer, gradient: dy.pointer, mean: mean.pointer, inverseDeviation: inverse.pointer,
      into: productSum.pointer, leafRows: leafRows.pointer, leafCount: 1, columns: 1,
      scratch: scratch.pointer)
    let gammaGradient = productSum.values[0]
    kernels.divide(gradientSum.pointer, into: gradientSum.pointer, count: 1, by: Float(rows))
    kernels.divide(productSum.pointer, into: productSum.pointer, count: 1, by: Float(rows))
    kernels.batchNormalizationInputGradient(
      x.pointer, gradient: dy.pointer, mean: mean.pointer, inverseDeviation: inverse.pointer,
      gamma: gamma.pointer, meanGradient: gradientSum.pointer, meanProduct: productSum.pointer,
      into: dx.pointer, rows: rows, columns: 1)

    let (input, weights) = (x.values.map(Double.init), dy.values.map(Double.init))
    let slopes = NormalizationReference.slopes(
      input, weights: weights, gamma: [Double](repeating: 1.5, count: rows), epsilon: 1e-3)
    // Some tens of roundings of numbers about 1, and a difference good to 1e-9.
    for (found, slope) in zip(dx.values, slopes) {
      #expect(abs(Double(found) - slope) < 64 * 0x1p-24, "\(found), central difference \(slope)")
    }
    let ones = [Double](repeating: 1, count: rows)
    let expected = NormalizationReference.weightedSum(
      input, weights: weights, gamma: ones, epsilon: 1e-3)
    #expect(abs(Double(gammaGradient) - expected) < 64 * 0x1p-24, "\(gammaGradient), \(expected)")
  }
}
