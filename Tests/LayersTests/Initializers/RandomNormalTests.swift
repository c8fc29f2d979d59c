import Engine
import FileFormats
import Layers
import TestSupport
import Testing

@Suite("RandomNormal")
struct RandomNormalTests {
  /// Computed from the same words with Python's `math`; the last bit may be rounded otherwise.
  @Test func isBoxAndMullersTransform() {
    let expected: [Float] = [
      -0.106_953_147, -0.005_838_008_1, -0.001_290_147_16, -0.068_963_028, -0.045_427_09,
    ]
    for (found, wanted) in zip(initialValues(RandomNormal(), [5]), expected) {
      #expect(abs(found - wanted) <= wanted.ulp, "\(found), expected \(wanted)")
    }
  }

  @Test func doesNotDependOnHowManyValuesThereAre() {
    expectSameBits(
      Array(initialValues(RandomNormal(), [40, 50])[..<30]), initialValues(RandomNormal(), [30]),
      "the first 30")
  }

  /// Mean and mean square within five standard errors, and a share of 0.27 % beyond three.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func isNormal(seed: UInt64) {
    let values = initialValues(RandomNormal(mean: 0, stddev: 2), [500, 400], seed: seed)
    let count = Double(values.count)
    let (mean, square) = moments(values)
    #expect(abs(mean) < 5 * 2 / count.squareRoot(), "mean \(mean)")
    // The variance of a normal number's square is twice the fourth power of the deviation.
    #expect(abs(square - 4) < 5 * 4 * (2 / count).squareRoot(), "mean square \(square)")
    let beyond = values.filter { abs($0) > 6 }.count
    let expected = 0.002_699_8 * count
    #expect(abs(Double(beyond) - expected) < 5 * expected.squareRoot(), "\(beyond) beyond")
  }

  @Test func movesWithItsMean() {
    let values = zip(
      initialValues(RandomNormal(mean: 3, stddev: 0.5), [9]),
      initialValues(RandomNormal(mean: 0, stddev: 0.5), [9]))
    for (shifted, value) in values { #expect(abs(shifted - value - 3) < 1e-6) }
  }

  @Test func hasKerasDefaultsAndChecksItsNumbers() {
    #expect(RandomNormal().configuration == ["mean": .number(0), "stddev": 0.05, "seed": nil])
    #expect(
      throws: ModelError.invalidValue(
        of: "stddev of initializer RandomNormal", expected: "a number from 0 up", found: "-0.5")
    ) { try RandomNormal(stddev: -0.5).validate() }
    #expect(
      throws: ModelError.invalidValue(
        of: "mean of initializer RandomNormal", expected: "a finite number", found: "inf")
    ) { try RandomNormal(mean: .infinity).validate() }
  }
}
