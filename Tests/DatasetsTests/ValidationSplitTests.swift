import Datasets
import Testing

@Suite("ValidationSplit")
struct ValidationSplitTests {
  /// As Keras 3.15.1 splits, rounding of `1 - split` and the product included.
  @Test(arguments: [
    (60_000, 0.1, 54_000), (60_000, 0.2, 48_000), (10, 0.8, 1), (10, 0.25, 7), (3, 0.5, 1),
    (20, 0.9, 1), (1_280, 0.1, 1_152), (10, 1e-9, 9), (100, 0.58, 42), (100, 0.29, 71),
  ])
  func takesTheLastPart(count: Int, split: Double, expected: Int) throws {
    #expect(try splitIndex(count: count, validationSplit: split) == expected)
  }

  @Test(arguments: [-0.1, 1, 1.2, .infinity, .nan])
  func refusesAPartThatIsNone(split: Double) {
    let error = #expect(throws: ValidationSplitError.self) {
      try splitIndex(count: 10, validationSplit: split)
    }
    #expect(
      error?.description
        == "validationSplit: found \(split), expected a number from 0 to below 1")
  }

  @Test(arguments: [
    (10, 0.9, 0, 10), (1, 0.5, 0, 1), (0, 0.5, 0, 0), (10, 0, 10, 0), (10, 1e-17, 10, 0),
  ])
  func refusesAnEmptyPart(count: Int, split: Double, trainCount: Int, validationCount: Int) {
    let expected = ValidationSplitError.emptyPart(
      validationSplit: split, trainCount: trainCount, validationCount: validationCount)
    #expect(throws: expected) { try splitIndex(count: count, validationSplit: split) }
  }

  @Test func refusesANegativeCount() {
    let error = #expect(throws: ValidationSplitError.count(-1)) {
      try splitIndex(count: -1, validationSplit: 0.5)
    }
    #expect(error?.description == "count: found -1; expected 0 or more")
  }

  @Test func saysWhatIsEmpty() {
    let error = ValidationSplitError.emptyPart(
      validationSplit: 0.9, trainCount: 0, validationCount: 10)
    #expect(
      error.description == "validationSplit 0.9: found 0 samples to train with and 10 to "
        + "validate with, expected at least 1 of each; give more samples or another split")
  }
}
