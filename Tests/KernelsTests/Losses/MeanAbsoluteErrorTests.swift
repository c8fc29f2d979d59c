import Kernels
import TestSupport
import Testing

@Suite("meanAbsoluteError")
struct MeanAbsoluteErrorTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.meanAbsoluteError(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: {
      kernels.meanAbsoluteErrorLoss(predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    }
  )

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_100 + UInt64(columns))
    let predictions = samples.floats(3 * columns, scale: 2)
    let targets = samples.probabilities(3 * columns, from: 0)
    forms.expectScalarMeans(
      predictions, targets, columns: columns,
      value: { abs($0 - $1) },
      derivative: { $0 > $1 ? 1 : $0 < $1 ? -1 : 0 })
  }

  @Test func differentiatesTheFormula() {
    var samples = SampleValues(seed: 3_100)
    let columns = 7
    let predictions = samples.floats(columns, scale: 2)
    let targets = samples.probabilities(columns, from: 0)
    forms.expectCentralDifferences(predictions, targets) {
      (p: Double, t: Double) -> Double in abs(p - t)
    }
  }

  @Test func isFlatWhereTheyAreEqualAndPassesNaNOn() {
    let found = forms.run([2, .nan, -.infinity], [2, 0, 0], columns: 1, scales: [1, 1, 1])
    expectSameBits(found.losses, [0, .nan, .infinity], "losses", anyNaN: true)
    expectSameBits(found.gradient, [0, .nan, -1], "gradient", anyNaN: true)
  }
}
