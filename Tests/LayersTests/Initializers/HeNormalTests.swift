import Engine
import Layers
import Testing

@Suite("HeNormal and GlorotNormal")
struct HeNormalTests {
  /// An initializer, a shape, and the standard deviation that Keras has for it.
  struct Case: CustomTestStringConvertible, Sendable {
    var initializer: any Initializer
    var shape: [Int]
    var deviation: Double

    var testDescription: String { "\(initializer.className) of \(shape)" }
  }

  static let cases = [
    Case(initializer: HeNormal(), shape: [784, 512], deviation: 0.050_507_627),
    Case(initializer: HeNormal(), shape: [3, 3, 32, 640], deviation: 0.083_333_333),
    Case(initializer: HeNormal(), shape: [100_000], deviation: 0.004_472_136),
    Case(initializer: GlorotNormal(), shape: [784, 512], deviation: 0.039_283_710),
    Case(initializer: GlorotNormal(), shape: [3, 3, 32, 640], deviation: 0.018_184_824),
    Case(initializer: GlorotNormal(), shape: [100_000], deviation: 0.003_162_278),
  ]

  /// The deviation is that of the cut numbers, and none lies beyond twice that of the uncut.
  @Test(arguments: cases)
  func hasKerasDeviationAndCut(of test: Case) {
    let values = initialValues(test.initializer, test.shape)
    let count = Double(values.count)
    let (mean, square) = moments(values)
    #expect(abs(mean) < 5 * test.deviation / count.squareRoot(), "mean \(mean)")
    // Of numbers cut at two deviations the fourth moment is 2.3655 times the variance's square.
    let error = 5 * test.deviation * test.deviation * (1.3655 / count).squareRoot()
    #expect(abs(square - test.deviation * test.deviation) < error, "mean square \(square)")
    let cut = 2 * test.deviation / 0.879_625_661_034_239_78
    let largest = values.reduce(0) { max($0, Double(abs($1))) }
    #expect(largest < cut * 1.000_001)
    #expect(largest > cut * 0.99, "largest \(largest), cut \(cut)")
  }

  /// Computed from the same words with Python's `math`: at 0, 23 and 147 the first number drawn
  /// lies beyond the cut.
  @Test func drawsAgainBeyondTheCut() {
    let values = initialValues(HeNormal(), [100, 2])
    for (index, expected) in [
      (0, -0.105_974_885), (1, -0.018_772_054), (2, -0.004_148_454_7), (23, 0.053_406_839),
      (36, 0.051_033_422), (147, 0.243_491_285),
    ] as [(Int, Float)] {
      let found = values[index]
      #expect(abs(found - expected) <= 2 * expected.ulp, "\(index): \(found), expected \(expected)")
    }
  }
}
