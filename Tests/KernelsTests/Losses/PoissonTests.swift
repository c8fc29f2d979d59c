import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("poisson")
struct PoissonTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.poisson(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: { kernels.poissonLoss(predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4) })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_200 + UInt64(columns))
    let predictions = samples.probabilities(3 * columns)
    let targets = samples.probabilities(3 * columns, from: 0)
    forms.expectScalarMeans(
      predictions, targets, columns: columns,
      value: { $0 - $1 * ScalarReference.logarithm($0 + 1e-7) },
      derivative: { 1 - $1 / ($0 + 1e-7) })
  }

  @Test func differentiatesTheFormula() {
    var samples = SampleValues(seed: 3_200)
    let columns = 7
    let predictions = samples.probabilities(columns)
    let targets = samples.probabilities(columns, from: 0)
    forms.expectCentralDifferences(predictions, targets) {
      (p: Double, t: Double) -> Double in
      p - t * log(p + Double(Float(1e-7)))
    }
  }

  /// From Keras: a target of 0 leaves the prediction, a prediction of 0 costs -ln 1e-7.
  @Test func hasTheValuesOfKeras() {
    let found = forms.run([0, 0, -1], [0, 1, 1], columns: 1, scales: [1, 1, 1])
    expectSameBits([found.losses[0], found.losses[2]], [0, .nan], "losses", anyNaN: true)
    #expect(abs(found.losses[1] - 16.118095) < 2e-6, "\(found.losses[1])")
    #expect(found.gradient[0] == 1, "\(found.gradient[0])")
  }
}
