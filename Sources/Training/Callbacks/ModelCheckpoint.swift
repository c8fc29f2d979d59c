import Foundation

/// A callback that writes the model to a file at the ends of epochs, or at an interval of steps.
///
/// The path may contain placeholders, as in `{epoch:02d}-{val_loss:.2f}.safetensors`; `{epoch}`
/// counts from 1. Source: Keras 3, `ModelCheckpoint`. To resume runs, use `RunOptions.checkpoints`,
/// which saves more than the model.
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

  /// Creates a callback with Keras's defaults.
  ///
  /// - Parameters:
  ///   - path: The file, with placeholders.
  ///   - monitor: The number's name in the logs; only used with `saveBestOnly`.
  ///   - saveBestOnly: Whether to write only improved models.
  ///   - saveWeightsOnly: Whether the optimizer's state is omitted.
  ///   - mode: The direction of improvement.
  ///   - saveFrequency: The number of steps between files; nil for the ends of epochs.
  ///   - initialValueThreshold: A value that the first model must exceed.
  ///   - verbose: Whether to print a message for each file: `true`, or Keras's 1.
  public init(
    _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false,
    saveWeightsOnly: Bool = false, mode: Monitor.Mode = .auto, saveFrequency: Int? = nil,
    initialValueThreshold: Double? = nil, verbose: Verbosity = .silent
  ) {
    self.path = path
    self.monitor = Monitor(monitor, mode: mode)
    savesBestOnly = saveBestOnly
    weightsOnly = saveWeightsOnly
    self.saveFrequency = saveFrequency
    threshold = initialValueThreshold
    best = initialValueThreshold
    isVerbose = verbose != .silent
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

  package func checkArguments() throws(TrainingError) {
    try check("path", isText: path)
    try check("saveFrequency", saveFrequency, atLeast: 1)
    try checkFinite("initialValueThreshold", threshold)
  }

  /// Resets the step count; the best value of an earlier run is kept.
  ///
  /// - Throws: `TrainingError.invalidValue` where only the best is to be kept and the logs lack the
  ///   number.
  package func trainingBegan(in run: RunContext) throws {
    if savesBestOnly { isUp = try run.directions.isUp(monitor, of: "ModelCheckpoint") }
    stepsSinceSave = 0
  }

  /// Writes the model when the interval has passed.
  package func stepEnded(_ report: BatchReport, in run: RunContext) throws {
    guard let saveFrequency else { return }
    stepsSinceSave += 1
    guard stepsSinceSave >= saveFrequency else { return }
    stepsSinceSave = 0
    try save(report.logs, of: report.epoch, run)
  }

  /// Writes the model if it is written at the ends of epochs.
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
