import Kernels
import TestSupport
import Testing

@Suite("batchNormalization and its statistics")
struct BatchNormalizationTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test(arguments: LeafCut.all)
  func addSquaresAsTheScalarTree(cut: LeafCut) {
    var samples = SampleValues(seed: 5_000)
    for columns in Array(0...34) + [64, 65] {
      let x =
        [Float](repeating: .nan, count: cut.firstRow * columns)
        + samples.floats((cut.rowEnd - cut.firstRow) * columns)
      let mean = samples.floats(columns)
      let (input, means) = (GuardedBuffer(x), GuardedBuffer(mean))
      let leafRows = GuardedBuffer(cut.leafRows)
      let sums = GuardedBuffer(count: columns)
      let scratch = GuardedBuffer(
        scratch: kernels.matmulScratchCount(rows: 0, inner: 0, columns: columns))
      kernels.batchSquares(
        input.pointer, mean: means.pointer, into: sums.pointer, leafRows: leafRows.pointer,
        leafCount: cut.sizes.count, columns: columns, scratch: scratch.pointer)
      let squares = x.enumerated().map { index, value in
        let distance = value - mean[index % columns]
        return distance * distance
      }
      expectSameBits(
        sums.values,
        ScalarReference.biasGradient(squares, leafRows: cut.leafRows, columns: columns),
        "\(columns) columns, \(cut.testDescription)")
      #expect(sums.isIntactBefore && scratch.isIntactBefore)
    }
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func normalizeAsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 5_100 + UInt64(columns))
    let rows = 3
    let x = samples.floats(rows * columns)
    let (mean, inverse) = (samples.floats(columns), samples.floats(columns))
    let (gamma, beta) = (samples.floats(columns), samples.floats(columns))
    let expected = x.indices.map { index in
      let c = index % columns
      return (x[index] - mean[c]) * inverse[c] * gamma[c] + beta[c]
    }
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: x.count))
    let statistics = GuardedBuffers([mean, inverse, gamma, beta])
    for target in [output, input] {
      kernels.batchNormalization(
        input.pointer, into: target.pointer, mean: statistics[0].pointer,
        inverseDeviation: statistics[1].pointer, gamma: statistics[2].pointer,
        beta: statistics[3].pointer, rows: rows, columns: columns)
      expectSameBits(target.values, expected, "\(columns) columns")
    }
    #expect(output.isIntactBefore)
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func makeStatisticsAsTheScalarLoops(count: Int) {
    var samples = SampleValues(seed: 5_200 + UInt64(count))
    let x = samples.floats(count).map { abs($0) }
    let averages = GuardedBuffer(samples.floats(count))
    let before = averages.values
    let values = GuardedBuffer(x)
    kernels.moveAverages(averages.pointer, towards: values.pointer, count: count, momentum: 0.99)
    expectSameBits(
      averages.values, zip(before, x).map { $0 * 0.99 + $1 * Float(1 - 0.99) }, "averages")
    expectSameBits(
      applied({ kernels.inverseDeviations($0, into: $1, count: $2, epsilon: 1e-3) }, x),
      x.map { 1 / ($0 + 1e-3).squareRoot() }, "inverse deviations")
    expectSameBits(
      applied({ kernels.divide($0, into: $1, count: $2, by: 7) }, x), x.map { $0 / 7 }, "quotients")
    #expect(averages.isIntactBefore)
  }

  /// From Keras: a batch of one has the output beta.
  @Test func makeBetaOfABatchOfOne() {
    let (x, y) = (GuardedBuffer<Float>([3]), GuardedBuffer(count: 1))
    let (gamma, beta) = (GuardedBuffer<Float>([2]), GuardedBuffer<Float>([0.5]))
    let inverse = GuardedBuffer<Float>([0])
    kernels.inverseDeviations(inverse.pointer, into: inverse.pointer, count: 1, epsilon: 1e-3)
    kernels.batchNormalization(
      x.pointer, into: y.pointer, mean: x.pointer, inverseDeviation: inverse.pointer,
      gamma: gamma.pointer, beta: beta.pointer, rows: 1, columns: 1)
    expectSameBits(y.values, [0.5], "y")
  }
}
