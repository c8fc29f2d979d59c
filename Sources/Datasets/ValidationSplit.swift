/// An error in the split of data into training and validation parts.
package enum ValidationSplitError: Error, Equatable, CustomStringConvertible {
  /// The part to validate with is negative, 1 or more, or not a number.
  case outOfRange(found: Double)
  /// The number of samples is negative.
  case count(Int)
  /// One of the two parts has no sample.
  case emptyPart(validationSplit: Double, trainCount: Int, validationCount: Int)

  /// One line: where, found, expected and what to do.
  package var description: String {
    switch self {
    case .outOfRange(let found):
      "validationSplit: found \(found), expected a number from 0 to below 1"
    case .count(let found):
      "count: found \(found); expected 0 or more"
    case .emptyPart(let validationSplit, let trainCount, let validationCount):
      "validationSplit \(validationSplit): found \(trainCount) samples to train with and "
        + "\(validationCount) to validate with, expected at least 1 of each; give more samples "
        + "or another split"
    }
  }
}

/// Returns the number of samples to train with; the rest, the last ones, are to validate with.
///
/// `floor(count * (1 - validationSplit))` in `Double`, of the samples as given: before they are
/// shuffled. Source: Keras 3, `fit`, which takes splits of 1 and more too.
///
/// - Parameters:
///   - count: The number of samples.
///   - validationSplit: The part to validate with, above 0 and below 1.
/// - Returns: A number in `1..<count`.
/// - Throws: `ValidationSplitError` for a negative count, a split outside `0..<1`, or one that
///   leaves a part empty, as 0 does.
package func splitIndex(
  count: Int, validationSplit: Double
) throws(ValidationSplitError) -> Int {
  guard count >= 0 else { throw .count(count) }
  guard (0..<1).contains(validationSplit) else { throw .outOfRange(found: validationSplit) }
  let trainCount = Int((Double(count) * (1 - validationSplit)).rounded(.down))
  guard 0 < trainCount, trainCount < count else {
    throw .emptyPart(
      validationSplit: validationSplit, trainCount: trainCount,
      validationCount: count - trainCount)
  }
  return trainCount
}
