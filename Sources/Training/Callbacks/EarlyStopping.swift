/// A callback that ends the training when a number has stopped improving.
///
/// After `patience` consecutive epochs without improvement the run ends, but never after the first
/// epoch. The count and the best weights are in the checkpoint, so that a killed and resumed run
/// ends at the same epoch. Source: Keras 3, `EarlyStopping`.
public final class EarlyStopping: MonitoringCallback {
  package let monitor: Monitor
  private let minDelta: Double
  private let patience: Int
  private let baseline: Double?
  private let restoresBestWeights: Bool
  private let startEpoch: Int
  private let isVerbose: Bool

  private var isUp = false
  private var wait = 0
  private var best: Double?
  private var bestEpoch = 0
  /// The epoch after which the run was stopped, from 0; 0 if it was not.
  public private(set) var stoppedEpoch = 0
  private var hasKeptWeights = false

  /// Creates a callback with Keras's defaults.
  ///
  /// - Parameters:
  ///   - monitor: The number's name in the logs.
  ///   - minDelta: The least improvement that counts; its sign is ignored.
  ///   - patience: The number of epochs without improvement after which the training ends.
  ///   - mode: The direction of improvement.
  ///   - baseline: A value that a number must also exceed to count as improvement.
  ///   - restoreBestWeights: Whether the training ends with the best epoch's weights.
  ///   - startFromEpoch: The first epoch, from 0, that counts.
  ///   - verbose: Whether to print a message: `true`, or Keras's 1.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0,
    mode: Monitor.Mode = .auto, baseline: Double? = nil, restoreBestWeights: Bool = false,
    startFromEpoch: Int = 0, verbose: Verbosity = .silent
  ) {
    self.monitor = Monitor(monitor, mode: mode)
    self.minDelta = minDelta
    self.patience = patience
    self.baseline = baseline
    restoresBestWeights = restoreBestWeights
    startEpoch = startFromEpoch
    isVerbose = verbose != .silent
  }

  /// The count, the best value and its epoch.
  package var numbers: [String: Double] {
    get {
      var state = [
        "wait": Double(wait), "bestEpoch": Double(bestEpoch), "stoppedEpoch": Double(stoppedEpoch),
        "hasKeptWeights": hasKeptWeights ? 1 : 0,
      ]
      state["best"] = best
      return state
    }
    set {
      wait = newValue.count("wait")
      bestEpoch = newValue.count("bestEpoch")
      stoppedEpoch = newValue.count("stoppedEpoch")
      hasKeptWeights = newValue["hasKeptWeights"] == 1
      best = newValue["best"]
    }
  }

  package func checkArguments() throws(TrainingError) {
    try check("patience", patience, atLeast: 0)
    try check("startFromEpoch", startEpoch, atLeast: 0)
    try checkFinite("minDelta", minDelta)
    try checkFinite("baseline", baseline)
  }

  /// Resets the state of an earlier run.
  ///
  /// - Throws: `TrainingError.invalidValue` where the logs lack the number.
  package func trainingBegan(in run: RunContext) throws {
    isUp = try run.directions.isUp(monitor, of: "EarlyStopping")
    (wait, best, bestEpoch, stoppedEpoch, hasKeptWeights) = (0, nil, 0, 0, false)
  }

  /// Compares the epoch's number with the best so far.
  package func epochEnded(_ report: EpochReport, in run: RunContext) {
    guard let current = report.logs[monitor.name], report.epoch >= startEpoch else { return }
    let improves = Improvement(isUp: isUp, minDelta: minDelta)
    // The first weights are the best until others improve on them.
    if restoresBestWeights, !hasKeptWeights { keepWeights(of: report.epoch, run) }
    wait += 1
    if improves(current, over: best) {
      best = current
      bestEpoch = report.epoch
      if restoresBestWeights { keepWeights(of: report.epoch, run) }
      if improves(current, over: baseline) { wait = 0 }
      return
    }
    if wait >= patience, report.epoch > 0 {
      stoppedEpoch = report.epoch
      run.stop()
    }
  }

  /// Restores the best weights, also after a complete training.
  package func trainingEnded(in run: RunContext) {
    if stoppedEpoch > 0, isVerbose {
      run.print("Epoch \(stoppedEpoch + 1): early stopping")
    }
    guard restoresBestWeights, hasKeptWeights else { return }
    if isVerbose {
      run.print("Restoring model weights from the end of the best epoch: \(bestEpoch + 1).")
    }
    run.restoreWeights()
  }

  private func keepWeights(of epoch: Int, _ run: RunContext) {
    run.keepWeights()
    hasKeptWeights = true
    bestEpoch = epoch
  }
}
