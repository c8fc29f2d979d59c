import Foundation

/// Writes the model to a file at the ends of epochs, or every so many steps.
///
/// The path may name numbers in braces, as in `{epoch:02d}-{val_loss:.2f}.safetensors`; `{epoch}`
/// counts from 1. Source: Keras 3, `ModelCheckpoint`. A run that is to resume is better served by
/// `TrainingOptions.checkpoints`, which keeps more than the model.
public final class ModelCheckpoint: MonitoringCallback {
  package let monitor: Monitor
  private let path: String
  private let savesBestOnly: Bool
  private let weightsOnly: Bool
  private let saveFrequency: Int?
  private let threshold: Double?
  private let isVerbose: Bool

  private var isUp = false
  private var best: Double?
  private var stepsSinceSave = 0

  /// A callback with Keras's defaults.
  ///
  /// - Parameters:
  ///   - path: The file, with numbers in braces.
  ///   - monitor: The number's name in the logs; it is looked at only where `saveBestOnly`.
  ///   - saveBestOnly: Whether only a model that is better than all before is written.
  ///   - saveWeightsOnly: Whether the optimizer's state is omitted.
  ///   - mode: Which way the number gets better.
  ///   - saveFrequency: The steps between two files; nil for the ends of epochs.
  ///   - initialValueThreshold: The value that the first best must beat.
  ///   - verbose: Whether each file is announced.
  public init(
    _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: Monitor.Mode = .auto, saveFrequency: Int? = nil,
    initialValueThreshold: Double? = nil, verbose: Bool = false
  ) {
    self.path = path
    self.monitor = Monitor(monitor, mode: mode)
    savesBestOnly = saveBestOnly
    weightsOnly = saveWeightsOnly
    self.saveFrequency = saveFrequency
    threshold = initialValueThreshold
    best = initialValueThreshold
    isVerbose = verbose
  }

  /// The best value, and the steps since the last file.
  package var numbers: [String: Double] {
    get {
      var state = ["stepsSinceSave": Double(stepsSinceSave)]
      state["best"] = best
      return state
    }
    set {
      stepsSinceSave = newValue.count("stepsSinceSave")
      best = newValue["best"] ?? threshold
    }
  }

  /// Begins to count steps; the best of an earlier run is still the best.
  ///
  /// - Throws: `TrainingError.invalidValue` where only the best is to be kept and the logs lack the
  ///   number, and for a frequency below 1.
  package func trainingBegan(in run: RunContext) throws {
    if let saveFrequency, saveFrequency < 1 {
      throw TrainingError.invalidValue(
        of: "saveFrequency of ModelCheckpoint", expected: "at least 1", found: "\(saveFrequency)")
    }
    if savesBestOnly { isUp = try run.directions.isUp(monitor, of: "ModelCheckpoint") }
    stepsSinceSave = 0
  }

  /// Writes the model where enough steps have passed.
  package func stepEnded(_ report: BatchReport, in run: RunContext) throws {
    guard let saveFrequency else { return }
    stepsSinceSave += 1
    guard stepsSinceSave >= saveFrequency else { return }
    stepsSinceSave = 0
    try save(report.logs, of: report.epoch, run)
  }

  /// Writes the model where it is written at the ends of epochs.
  package func epochEnded(_ report: EpochReport, in run: RunContext) throws {
    if saveFrequency == nil { try save(report.logs, of: report.epoch, run) }
  }

  private func save(_ logs: Logs, of epoch: Int, _ run: RunContext) throws {
    let file = try LogTemplate(path).text(epoch: epoch + 1, logs)
    guard savesBestOnly else {
      say(epoch, run, "saving model to \(file)")
      return run.save(to: file, weightsOnly: weightsOnly)
    }
    guard let current = logs[monitor.name] else { return }
    guard Improvement(isUp: isUp)(current, over: best) else {
      return say(epoch, run, "\(monitor.name) did not improve from \(text(best))")
    }
    say(
      epoch, run,
      "\(monitor.name) improved from \(text(best)) to \(text(current)), saving model to \(file)")
    best = current
    run.save(to: file, weightsOnly: weightsOnly)
  }

  private func text(_ value: Double?) -> String {
    value.map { String(format: "%.5f", $0) } ?? "None"
  }

  private func say(_ epoch: Int, _ run: RunContext, _ text: String) {
    guard isVerbose else { return }
    run.print("\nEpoch \(epoch + 1): \(text)")
  }
}
