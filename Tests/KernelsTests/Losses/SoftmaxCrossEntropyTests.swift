import Kernels
import TestSupport
import Testing

@Suite("softmaxCrossEntropy")
struct SoftmaxCrossEntropyTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 1...40)
  func equalsTheScalarLoop(columns: Int) {
    var samples = SampleValues(seed: 700 + UInt64(columns))
    let rows = 5
    let logits = samples.floats(rows * columns, scale: 9)
    let classes = (0..<rows).map { _ in Int32(samples.next() % UInt64(columns)) }
    let scale: Float = 1 / 7

    var losses: [Float] = [], gradient: [Float] = []
    for row in 0..<rows {
      let z = Array(logits[row * columns..<(row + 1) * columns])
      let (maximum, terms, sum) = ScalarReference.softmaxTerms(z)
      let target = Int(classes[row])
      losses.append(ScalarReference.logarithm(sum) - (z[target] - maximum))
      for (j, term) in terms.enumerated() {
        gradient.append((j == target ? term / sum - 1 : term / sum) * scale)
      }
    }

    let result = run(logits, classes, columns: columns, scale: scale)
    expectSameBits(result.losses, losses, "losses of \(columns) columns")
    expectSameBits(result.gradient, gradient, "gradient of \(columns) columns")
  }

  @Test func scalesEachRowByItsOwnScale() {
    let (one, three) = (
      run([1, 2, 4], [1], columns: 3, scale: 1), run([1, 2, 4], [1], columns: 3, scale: 3)
    )
    let both = run([1, 2, 4, 1, 2, 4], [1, 1], columns: 3, scales: [1, 3])
    expectSameBits(both.gradient, one.gradient + three.gradient, "gradients of two rows")
  }

  @Test func hasTheLossOfAUniformGuess() {
    let result = run([Float](repeating: 0.5, count: 10), [3], columns: 10, scale: 1)
    // ln 10 rounded to a float.
    let expected: Float = 2.3025851
    #expect(abs(result.losses[0] - expected) <= expected.ulp, "\(result.losses[0])")
  }

  @Test func isNaNWhereALogitIsNaN() {
    let result = run([0, .nan, 1, 0, 1, 2], [0, 2], columns: 3, scale: 1)
    #expect(result.losses[0].isNaN && !result.losses[1].isNaN, "\(result.losses)")
    #expect(result.gradient.prefix(3).allSatisfy { $0.isNaN }, "\(result.gradient)")
    #expect(result.gradient.suffix(3).allSatisfy { $0.isFinite }, "\(result.gradient)")
  }

  private func run(_ logits: [Float], _ classes: [Int32], columns: Int, scale: Float)
    -> (losses: [Float], gradient: [Float])
  {
    run(
      logits, classes, columns: columns,
      scales: [Float](repeating: scale, count: classes.count))
  }

  /// Runs both functions and expects the same losses of them.
  private func run(_ logits: [Float], _ classes: [Int32], columns: Int, scales: [Float])
    -> (losses: [Float], gradient: [Float])
  {
    let rows = classes.count
    let (input, targets) = (GuardedBuffer(logits), GuardedBuffer(classes))
    let (losses, onlyLosses) = (GuardedBuffer(count: rows), GuardedBuffer(count: rows))
    let (factors, gradient) = (GuardedBuffer(scales), GuardedBuffer(count: logits.count))
    kernels.softmaxCrossEntropy(
      logits: input.pointer, classes: targets.pointer, rows: rows, columns: columns,
      scales: factors.pointer, losses: losses.pointer, gradient: gradient.pointer)
    kernels.softmaxCrossEntropyLoss(
      logits: input.pointer, classes: targets.pointer, rows: rows, columns: columns,
      losses: onlyLosses.pointer)
    expectSameBits(onlyLosses.values, losses.values, "losses without a gradient", anyNaN: true)
    #expect(losses.isIntactBefore && gradient.isIntactBefore)
    return (losses.values, gradient.values)
  }
}
