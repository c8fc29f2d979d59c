import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("binaryCrossEntropy of logits")
struct BinaryCrossEntropyLogitsTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.binaryCrossEntropy(
        logits: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: {
      kernels.binaryCrossEntropyLoss(logits: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_400 + UInt64(columns))
    let predictions = samples.floats(3 * columns, scale: 9)
    let targets = samples.probabilities(3 * columns, from: 0)
    forms.expectScalarMeans(
      predictions, targets, columns: columns,
      value: { z, t in
        let tail = ScalarReference.logarithmOnePlus(ScalarReference.exponential(-abs(z)))
        return (z > 0 ? z : 0) - z * t + tail
      },
      derivative: { ScalarReference.sigmoid($0) - $1 })
  }

  @Test func differentiatesTheFormula() {
    var samples = SampleValues(seed: 3_400)
    let columns = 7
    let predictions = samples.floats(columns, scale: 9)
    let targets = samples.probabilities(columns, from: 0)
    forms.expectCentralDifferences(predictions, targets) {
      (p: Double, t: Double) -> Double in
      max(p, 0) - p * t + log1p(exp(-abs(p)))
    }
  }

  @Test func staysFiniteFarOut() {
    let found = forms.run(
      [1_000, -1_000, 1_000, .nan], [0, 1, 1, 0], columns: 1,
      scales: [1, 1, 1, 1])
    expectSameBits(found.losses, [1_000, 1_000, 0, .nan], "losses", anyNaN: true)
    expectSameBits(found.gradient, [1, -1, 0, .nan], "gradient", anyNaN: true)
  }
}
