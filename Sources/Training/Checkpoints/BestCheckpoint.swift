package import Engine

/// The monitored number of a run's best checkpoint, and the best epoch so far.
///
/// It is part of the run's state, so that a resumed run chooses the same checkpoint. Source: Keras
/// 3, `ModelCheckpoint(save_best_only=True, mode="auto")`.
package struct BestCheckpoint: Sendable, Equatable {
  /// The best epoch.
  package struct Record: Sendable, Equatable {
    package let value: Double
    /// The number of updates, which names the checkpoint.
    package let iterations: Int

    package init(value: Double, iterations: Int) {
      self.value = value
      self.iterations = iterations
    }
  }

  /// The number's name in the history: `val_loss`.
  package let monitor: String
  /// The best epoch so far; nil before the end of the first epoch.
  package private(set) var record: Record?

  /// Creates the state, without or with a best epoch.
  package init(monitor: String, record: Record? = nil) {
    self.monitor = monitor
    self.record = record
  }

  /// Whether higher is better: true for metrics, false for losses.
  package var isToBeMaximized: Bool { monitor != "loss" && !monitor.hasSuffix("_loss") }

  /// Records an epoch's number, and returns whether it is the best so far.
  ///
  /// Only a better number that is finite is: neither an equal one, nor an infinity, nor NaN.
  package mutating func take(_ value: Double, iterations: Int) -> Bool {
    let worst: Double = isToBeMaximized ? -.infinity : .infinity
    let best = record?.value ?? worst
    guard value.isFinite, isToBeMaximized ? value > best : value < best else { return false }
    record = Record(value: value, iterations: iterations)
    return true
  }

  /// Checks that the history of a run will have the number.
  ///
  /// - Parameters:
  ///   - scores: The sums of each epoch.
  ///   - validates: Whether validation data are evaluated after each epoch.
  /// - Throws: `TrainingError.invalidValue` that lists the existing names.
  package func check(_ scores: Scores, validates: Bool) throws(TrainingError) {
    let training = scores.names.sorted()
    let names = training + (validates ? training.map { "val_" + $0 } : [])
    guard !names.contains(monitor) else { return }
    throw .invalidValue(
      of: "the monitored number",
      expected: "one of \(names.joined(separator: ", "))"
        + (validates ? "" : ", and with validation data those of val_ too"),
      found: monitor)
  }
}
