/// What is wrong with samples, or with the view of them that a program asked for.
///
/// Views and arithmetic do not throw: an invalid one remembers its error, which
/// ``Samples/check()`` throws, and with it whatever uses the samples.
package enum SamplesError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Values, storage, range or index do not fit.
  case layout(DataLayoutError)
  /// A new shape has another number of elements.
  case reshape(found: [Int], count: Int, shape: [Int])
  /// A number cannot be an operand: it is infinite or NaN, or a divisor is 0.
  ///
  /// The index is that in an operand of several numbers.
  case operand(operation: String, found: Float, index: Int?)
  /// An operand has neither a number for each element nor one for each index of the last axis.
  case operandCount(operation: String, found: Int, shape: [Int])
  /// Samples to append have another shape.
  case appended(found: [Int], expected: [Int])

  /// One line: what was found, what was expected and, where it is not plain, what to do.
  package var description: String {
    switch self {
    case .layout(let error):
      "samples: \(error)"
    case .reshape(let found, let count, let shape):
      "reshaped(to:): found \(found); expected the \(shape.reduce(1, *)) elements of \(shape), "
        + "with or without the count \(count) in front"
    case .operand(let operation, let found, let index):
      "samples \(operation): found \(found)" + (index.map { " at index \($0)" } ?? "")
        + "; expected a finite number"
        + (operation == "/" ? " other than 0" : "")
        + (operation == "/" && found == 0 && index != nil
          ? "; a constant feature has a standard deviation of 0, to which a small number must be "
            + "added" : "")
    case .operandCount(let operation, let found, let shape):
      "samples \(operation): found \(found) numbers for samples of shape \(shape); expected "
        + Self.expectedCounts(shape)
    case .appended(let found, let expected):
      "appending(_:): found samples of shape \(found); expected \(expected)"
    }
  }

  private static func expectedCounts(_ shape: [Int]) -> String {
    let size = shape.reduce(1, *)
    guard let last = shape.last, last != size else { return "\(size)" }
    return "\(size) or \(last)"
  }
}
