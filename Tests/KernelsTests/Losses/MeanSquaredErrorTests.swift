import Kernels
import TestSupport
import Testing

@Suite("meanSquaredError")
struct MeanSquaredErrorTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.meanSquaredError(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: {
      kernels.meanSquaredErrorLoss(predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_000 + UInt64(columns))
    let predictions = samples.floats(3 * columns, scale: 2)
    let targets = samples.probabilities(3 * columns, from: 0)
    forms.expectScalarMeans(
      predictions, targets, columns: columns,
      value: { ($0 - $1) * ($0 - $1) },
      derivative: { 2 * ($0 - $1) })
  }

  @Test func differentiatesTheFormula() {
    var samples = SampleValues(seed: 3_000)
    let columns = 7
    let predictions = samples.floats(columns, scale: 2)
    let targets = samples.probabilities(columns, from: 0)
    forms.expectCentralDifferences(predictions, targets) {
      (p: Double, t: Double) -> Double in (p - t) * (p - t)
    }
  }

  @Test func passesNaNAndInfinityOn() {
    let found = forms.run([.nan, .infinity], [0, 0], columns: 1, scales: [1, 1])
    expectSameBits(found.losses, [.nan, .infinity], "losses", anyNaN: true)
    expectSameBits(found.gradient, [.nan, .infinity], "gradient", anyNaN: true)
  }
}
