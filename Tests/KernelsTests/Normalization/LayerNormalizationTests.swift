import Kernels
import TestSupport
import Testing

@Suite("layerNormalization")
struct LayerNormalizationTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 5_600 + UInt64(columns))
    let rows = 3
    let x = samples.floats(rows * columns)
    let (gamma, beta) = (samples.floats(columns), samples.floats(columns))
    var (y, means, inverses): ([Float], [Float], [Float]) = ([], [], [])
    for row in 0..<rows {
      let values = Array(x[row * columns..<(row + 1) * columns])
      let mean = ScalarReference.laneSum(values) / Float(columns)
      let squares = ScalarReference.laneSum(values.map { ($0 - mean) * ($0 - mean) })
      let inverse = 1 / (squares / Float(columns) + 1e-3).squareRoot()
      y += values.indices.map { (values[$0] - mean) * inverse * gamma[$0] + beta[$0] }
      means.append(mean)
      inverses.append(inverse)
    }
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: x.count))
    let (factors, offsets) = (GuardedBuffer(gamma), GuardedBuffer(beta))
    for target in [output, input] {
      let (foundMeans, foundInverses) = (GuardedBuffer(count: rows), GuardedBuffer(count: rows))
      kernels.layerNormalization(
        input.pointer, into: target.pointer, gamma: factors.pointer, beta: offsets.pointer,
        means: foundMeans.pointer, inverseDeviations: foundInverses.pointer, rows: rows,
        columns: columns, epsilon: 1e-3)
      expectSameBits(target.values, y, "\(columns) columns")
      expectSameBits(foundMeans.values, means, "means")
      expectSameBits(foundInverses.values, inverses, "inverse deviations")
    }
    #expect(output.isIntactBefore)
  }

  @Test func hasTheValuesOfTheFormula() {
    let x: [Float] = [1, 2, 4, -3, 0.5]
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: 5))
    let (ones, zeros) = (
      GuardedBuffer([Float](repeating: 1, count: 5)), GuardedBuffer([Float](repeating: 0, count: 5))
    )
    let (mean, inverse) = (GuardedBuffer(count: 1), GuardedBuffer(count: 1))
    kernels.layerNormalization(
      input.pointer, into: output.pointer, gamma: ones.pointer, beta: zeros.pointer,
      means: mean.pointer, inverseDeviations: inverse.pointer, rows: 1, columns: 5, epsilon: 1e-3)
    let expected = NormalizationReference.normalized(x.map(Double.init), epsilon: 1e-3)
    for (found, wanted) in zip(output.values, expected) {
      #expect(abs(Double(found) - wanted) < 16 * 0x1p-24, "\(found), expected \(wanted)")
    }
  }
}
