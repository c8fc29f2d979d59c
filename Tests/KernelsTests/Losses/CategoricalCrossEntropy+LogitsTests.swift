import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("categoricalCrossEntropy of logits")
struct CategoricalCrossEntropyLogitsTests {
  private let forms = RowLossKernels(
    gradient: {
      kernels.categoricalCrossEntropy(
        logits: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    },
    loss: {
      kernels.categoricalCrossEntropyLoss(
        logits: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    })

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 3_600 + UInt64(columns))
    let z = samples.floats(2 * columns, scale: 9)
    let t = samples.floats(2 * columns).map { abs($0) }
    let scales: [Float] = [1, 0.3]
    var (losses, gradient): ([Float], [Float]) = ([], [])
    for row in 0..<2 {
      let range = row * columns..<(row + 1) * columns
      let (rowZ, rowT) = (Array(z[range]), Array(t[range]))
      let (maximum, terms, sum) = ScalarReference.softmaxTerms(rowZ)
      let logarithm = ScalarReference.logarithm(sum)
      losses.append(
        ScalarReference.laneSum(
          zip(rowZ, rowT).map { $1 == 0 ? 0 : $1 * (logarithm - ($0 - maximum)) }))
      gradient += zip(terms, rowT).map { ($0 / sum - $1) * scales[row] }
    }
    let found = forms.run(z, t, columns: columns, scales: scales)
    expectSameBits(found.losses, losses, "losses of \(columns) columns")
    expectSameBits(found.gradient, gradient, "gradient of \(columns) columns")
  }

  @Test func differentiatesTheFormula() {
    forms.expectRowDifferences([0.2, -0.9, 2, 0.7, 0.3], [0.125, 0, 0.25, 0.5, 0.125]) {
      z, t in
      let logarithm = log(z.map { exp($0) }.reduce(0, +))
      return zip(z, t).map { $1 * (logarithm - $0) }.reduce(0, +)
    }
  }

  @Test func scalesTheLossButNotTheGradientWithTheTargetsSum() {
    let found = forms.run([1, 2, 1, 2], [0, 1, 0, 2], columns: 2, scales: [1, 1])
    #expect(found.losses[1] == 2 * found.losses[0], "\(found.losses)")
    #expect(found.gradient[0] == found.gradient[2], "\(found.gradient)")
    #expect(found.gradient[3] == found.gradient[1] - 1, "\(found.gradient)")
  }

  @Test func equalsTheLossOfClasses() {
    var samples = SampleValues(seed: 3_700)
    let columns = 10
    let z = GuardedBuffer(samples.floats(columns, scale: 5))
    let classes = GuardedBuffer<Int32>([7])
    let (loss, gradient) = (GuardedBuffer(count: 1), GuardedBuffer(count: columns))
    let scales = GuardedBuffer<Float>([0.5])
    kernels.softmaxCrossEntropy(
      logits: z.pointer, classes: classes.pointer, rows: 1, columns: columns,
      scales: scales.pointer, losses: loss.pointer, gradient: gradient.pointer)
    let found = forms.run(
      z.values, (0..<columns).map { $0 == 7 ? 1 : 0 }, columns: columns, scales: [0.5])
    expectSameBits(found.losses, loss.values, "loss")
    expectSameBits(found.gradient, gradient.values, "gradient")
  }

  @Test func passesNaNOnAndForgivesMinusInfinityWithoutATarget() {
    let found = forms.run(
      [0, .nan, -.infinity, 0], [1, 0, 0, 1], columns: 2, scales: [1, 1])
    expectSameBits(found.losses, [.nan, 0], "losses", anyNaN: true)
    expectSameBits(found.gradient, [.nan, .nan, 0, 0], "gradient", anyNaN: true)
  }
}
