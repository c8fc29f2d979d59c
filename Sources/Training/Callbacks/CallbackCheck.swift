// Checks of the arguments of callbacks, before the first step.

import Engine
import Layers

extension [any Callback] {
  /// Checks the arguments of the library's own callbacks, and that a learning rate which they set
  /// replaces no schedule.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the first that is invalid and its callback.
  func check(beside rate: (any LearningRateSchedule)?) throws(TrainingError) {
    for callback in self {
      try (callback as? any BuiltInCallback)?.checkArguments()
      guard callback is any LearningRateCallback, let rate, rate.constantRate == nil else {
        continue
      }
      throw .invalidValue(
        of: "the learning rate beside \(type(of: callback))",
        expected: "a constant: a schedule cannot be replaced in the middle of a run",
        found: rate.className)
    }
  }
}

extension BuiltInCallback {
  package func checkArguments() throws(TrainingError) {}

  /// - Throws: `TrainingError.invalidValue` where a count is below `least`.
  func check(_ name: String, _ count: Int?, atLeast least: Int) throws(TrainingError) {
    guard let count, count < least else { return }
    throw invalid(name, least == 0 ? "a number from 0 up" : "at least \(least)", "\(count)")
  }

  /// - Throws: `TrainingError.invalidValue` for NaN or an infinite number.
  func checkFinite(_ name: String, _ number: Double?) throws(TrainingError) {
    guard let number, !number.isFinite else { return }
    throw invalid(name, "a finite number", "\(number)")
  }

  /// - Throws: `TrainingError.invalidValue` for an empty text, or one with a line break.
  func check(_ name: String, isText text: String) throws(TrainingError) {
    guard text.isEmpty || text.contains(where: \.isNewline) else { return }
    throw invalid(
      name, "a text in one line", text.isEmpty ? "an empty text" : text.debugDescription)
  }

  /// Returns the error for an argument.
  func invalid(_ name: String, _ expected: String, _ found: String) -> TrainingError {
    .invalidValue(of: "\(name) of \(Self.self)", expected: expected, found: found)
  }
}
