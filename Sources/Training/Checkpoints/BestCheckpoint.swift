package import Engine

/// By which number a run's best checkpoint is chosen, and which one that is so far.
///
/// It is part of a run's state, so that a run that goes on chooses as one that was never
/// disturbed. Source: Keras 3, `ModelCheckpoint(save_best_only=True, mode="auto")`.
package struct BestCheckpoint: Sendable, Equatable {
  /// The best epoch's end.
  package struct Record: Sendable, Equatable {
    package let value: Double
    /// The updates made by then: they name the checkpoint.
    package let iterations: Int

    package init(value: Double, iterations: Int) {
      self.value = value
      self.iterations = iterations
    }
  }

  /// The number's name in the history: `val_loss`.
  package let monitor: String
  /// The best so far; nil before the first epoch's end.
  package private(set) var record: Record?

  /// Nothing yet, or what was found so far.
  package init(monitor: String, record: Record? = nil) {
    self.monitor = monitor
    self.record = record
  }

  /// Whether more of the number is better: of metrics, which count hits, and not of losses.
  package var isToBeMaximized: Bool { monitor != "loss" && !monitor.hasSuffix("_loss") }

  /// Takes an epoch's number, and says whether it is the best so far.
  ///
  /// Only a better number is: neither an equal one, nor an infinity on the wrong side, nor NaN.
  package mutating func take(_ value: Double, iterations: Int) -> Bool {
    let worst: Double = isToBeMaximized ? -.infinity : .infinity
    let best = record?.value ?? worst
    guard isToBeMaximized ? value > best : value < best else { return false }
    record = Record(value: value, iterations: iterations)
    return true
  }

  /// Checks that the history of a run will have the number.
  ///
  /// - Parameters:
  ///   - scores: What is summed in each epoch.
  ///   - validates: Whether other data are evaluated after each epoch.
  /// - Throws: `TrainingError.invalidValue` that lists the names there are.
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
