import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("categoricalCrossEntropy of probabilities")
struct CategoricalCrossEntropyTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.categoricalCrossEntropy(
        probabilities: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5,
        gradient: $6)
    },
    loss: {
      kernels.categoricalCrossEntropyLoss(
        probabilities: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 2...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_500 + UInt64(columns))
    let p = samples.probabilities(2 * columns)
    let t = samples.probabilities(2 * columns, from: 0)
    let scales: [Float] = [1, 0.3]
    var (losses, gradient): ([Float], [Float]) = ([], [])
    for row in 0..<2 {
      let range = row * columns..<(row + 1) * columns
      let (rowP, rowT) = (Array(p[range]), Array(t[range]))
      let sum = ScalarReference.laneSum(rowP)
      let terms = zip(rowP, rowT).map { $1 * ScalarReference.logarithm($0 / sum) }
      losses.append(-ScalarReference.laneSum(terms))
      let target = ScalarReference.laneSum(rowT)
      gradient += zip(rowP, rowT).map { (target - $1 / ($0 / sum)) / sum * scales[row] }
    }
    let found = forms.run(p, t, columns: columns, scales: scales)
    expectSameBits(found.losses, losses, "losses of \(columns) columns")
    expectSameBits(found.gradient, gradient, "gradient of \(columns) columns")
  }

  @Test func differentiatesTheFormula() {
    forms.expectRowDifferences(
      [0.2, 0.9, 0.4, 0.7, 0.3], [0.1, 0, 1, 0.5, 0.25]
    ) { p, t in
      let sum = p.reduce(0, +)
      return zip(p, t).map { -$1 * log($0 / sum) }.reduce(0, +)
    }
  }

  /// From Keras: at most 16.118, and no gradient where clipped; a row of zeros is NaN.
  @Test func isClippedAsInKeras() {
    let found = forms.run(
      [0, 1, 1, 0, 0, 0], [1, 0, 1, 0, 1, 0], columns: 2, scales: [1, 1, 1])
    #expect(abs(found.losses[0] - 16.118095) < 2e-6, "\(found.losses[0])")
    #expect(abs(found.losses[1] - 1.1920929e-7) < 1e-13, "\(found.losses[1])")
    #expect(found.losses[2].isNaN, "\(found.losses[2])")
    expectSameBits(Array(found.gradient.prefix(4)), [0, 0, 0, 0], "gradient where clipped")
  }
}
