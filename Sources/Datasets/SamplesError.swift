/// An error in samples, or in a view of them.
///
/// Views and arithmetic do not throw: an invalid one stores its error, which ``Samples/check()``
/// and every use of the samples throw.
package enum SamplesError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The values, storage, range or index are invalid.
  case layout(DataLayoutError)
  /// A new shape has another number of elements.
  case reshape(found: [Int], count: Int, shape: [Int])
  /// An invalid operand: infinite or NaN, or a divisor of 0.
  ///
  /// The index is that in an operand of several numbers.
  case operand(operation: String, found: Float, index: Int?)
  /// An operand has neither a number for each element nor one for each index of the last axis.
  case operandCount(operation: String, found: Int, shape: [Int])
  /// Samples to append have another shape.
  case appended(found: [Int], expected: [Int])
  /// An element to evaluate is NaN or infinite.
  case notFinite(element: Int, sample: Int, found: String)

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
    case .notFinite(let element, let sample, let found):
      "element \(element) of sample \(sample) to evaluate, counted from 0, is \(found); expected "
        + "finite numbers"
    }
  }

  private static func expectedCounts(_ shape: [Int]) -> String {
    let size = shape.reduce(1, *)
    guard let last = shape.last, last != size else { return "\(size)" }
    return "\(size) or \(last)"
  }
}
