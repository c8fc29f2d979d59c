import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("binaryCrossEntropy of probabilities")
struct BinaryCrossEntropyTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.binaryCrossEntropy(
        probabilities: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: {
      kernels.binaryCrossEntropyLoss(
        probabilities: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_300 + UInt64(columns))
    let predictions = samples.probabilities(3 * columns).map { $0 * 0.99 }
    let targets = samples.probabilities(3 * columns, from: 0)
    forms.expectScalarMeans(
      predictions, targets, columns: columns,
      value: { p, t in
        -(t * ScalarReference.logarithm(p) + (1 - t) * ScalarReference.logarithm(1 - p))
      },
      derivative: { p, t in (p - t) / (p * (1 - p)) })
  }

  @Test func differentiatesTheFormula() {
    var samples = SampleValues(seed: 3_300)
    let columns = 7
    let predictions = samples.probabilities(columns).map { $0 * 0.99 }
    let targets = samples.probabilities(columns, from: 0)
    forms.expectCentralDifferences(predictions, targets) {
      (p: Double, t: Double) -> Double in -t * log(p) - (1 - t) * log(1 - p)
    }
  }

  /// From Keras: 16.118 on one side, 15.942 on the other, 1.19e-7 for a perfect prediction.
  @Test func isClippedAsInKeras() {
    let found = forms.run([0, 1, 1, .nan], [1, 0, 1, 1], columns: 1, scales: [1, 1, 1, 1])
    for (loss, expected) in zip(found.losses, [16.118095, 15.942385, 1.1920929e-7] as [Float]) {
      #expect(abs(loss - expected) <= 2e-7 * expected, "\(loss), expected \(expected)")
    }
    expectSameBits(found.gradient, [0, 0, 0, .nan], "gradient where clipped", anyNaN: true)
    #expect(found.losses[3].isNaN)
  }
}
