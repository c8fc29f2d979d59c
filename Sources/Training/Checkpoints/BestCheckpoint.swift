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

  /// The direction of improvement that the run was given.
  package var mode: Monitor.Mode

  /// Whether higher is better; until `settle`, true for all but losses.
  package private(set) var isToBeMaximized: Bool

  /// Creates the state, without or with a best epoch.
  package init(monitor: String, mode: Monitor.Mode = .auto, record: Record? = nil) {
    self.monitor = monitor
    self.mode = mode
    self.record = record
    isToBeMaximized = monitor != "loss" && !monitor.hasSuffix("_loss")
  }

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

  /// Checks that the history of a run will have the number, and takes its direction of improvement
  /// from the metric.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the existing names, or where the direction
  ///   is not known.
  package mutating func settle(_ directions: MonitorDirections) throws(TrainingError) {
    guard directions.names.contains(monitor) else {
      let validates = directions.names.contains { $0.hasPrefix("val_") }
      throw .invalidValue(
        of: "the monitored number",
        expected: "one of \(directions.names.joined(separator: ", "))"
          + (validates ? "" : ", and with validation data those of val_ too"),
        found: monitor)
    }
    isToBeMaximized = try directions.isUp(Monitor(monitor, mode: mode), of: "CheckpointOptions")
  }
}
