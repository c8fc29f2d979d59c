/// A callback that multiplies the learning rate by a factor when a number has stopped improving.
///
/// The logs of an epoch contain its rate as `learning_rate`. Source: Keras 3, `ReduceLROnPlateau`.
public final class ReduceLROnPlateau: LearningRateCallback, MonitoringCallback {
  package let monitor: Monitor
  private let factor: Double
  private let patience: Int
  private let minDelta: Double
  private let cooldown: Int
  private let minLR: Double
  private let isVerbose: Bool

  private var isUp = false
  private var wait = 0
  private var cooldownCounter = 0
  private var best: Double?

  /// Creates a callback with Keras's defaults.
  ///
  /// - Parameters:
  ///   - monitor: The number's name in the logs.
  ///   - factor: The factor, below 1.
  ///   - patience: The number of epochs without improvement after which the rate is reduced.
  ///   - mode: The direction of improvement.
  ///   - minDelta: The least improvement that counts.
  ///   - cooldown: The number of epochs after a reduction that do not count.
  ///   - minLR: The least rate.
  ///   - verbose: Whether to print each reduction: `true`, or Keras's 1.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10,
    mode: Monitor.Mode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0,
    minLR: Double = 0, verbose: Verbosity = .silent
  ) {
    self.monitor = Monitor(monitor, mode: mode)
    self.factor = factor
    self.patience = patience
    self.minDelta = minDelta
    self.cooldown = cooldown
    self.minLR = minLR
    isVerbose = verbose != .silent
  }

  /// Creates a callback; `minLearningRate` is the older name of `minLR`.
  @available(*, deprecated, message: "Keras's name is minLR")
  public convenience init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10,
    mode: Monitor.Mode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0,
    minLearningRate: Double, verbose: Verbosity = .silent
  ) {
    self.init(
      monitor: monitor, factor: factor, patience: patience, mode: mode, minDelta: minDelta,
      cooldown: cooldown, minLR: minLearningRate, verbose: verbose)
  }

  /// The counts, and the best value.
  package var numbers: [String: Double] {
    get {
      var state = ["wait": Double(wait), "cooldown": Double(cooldownCounter)]
      state["best"] = best
      return state
    }
    set {
      wait = newValue.count("wait")
      cooldownCounter = newValue.count("cooldown")
      best = newValue["best"]
    }
  }

  package func checkArguments() throws(TrainingError) {
    guard factor < 1, factor >= 0 else {
      throw invalid("factor", "a number from 0 to below 1", "\(factor)")
    }
    try check("patience", patience, atLeast: 0)
    try check("cooldown", cooldown, atLeast: 0)
    try checkFinite("minDelta", minDelta)
    guard minLR >= 0, minLR.isFinite else {
      throw invalid("minLR", "a number from 0 up", "\(minLR)")
    }
  }

  /// Resets the state of an earlier run.
  ///
  /// - Throws: `TrainingError.invalidValue` where the logs lack the number.
  package func trainingBegan(in run: RunContext) throws {
    isUp = try run.directions.isUp(monitor, of: "ReduceLROnPlateau")
    (wait, cooldownCounter, best) = (0, 0, nil)
  }

  /// Compares the epoch's number with the best so far.
  package func epochEnded(_ report: EpochReport, in run: RunContext) {
    guard let current = report.logs[monitor.name] else { return }
    if cooldownCounter > 0 {
      cooldownCounter -= 1
      wait = 0
    }
    if Improvement(isUp: isUp, minDelta: minDelta)(current, over: best) {
      best = current
      wait = 0
    } else if cooldownCounter == 0 {
      wait += 1
      if wait >= patience { reduce(after: report.epoch, run) }
    }
  }

  private func reduce(after epoch: Int, _ run: RunContext) {
    let rate = Double(run.learningRate)
    guard rate > Double(Float(minLR)) else { return }
    let reduced = max(rate * factor, minLR)
    run.learningRate = Float(reduced)
    if isVerbose {
      run.print("\nEpoch \(epoch + 1): ReduceLROnPlateau reducing learning rate to \(reduced).")
    }
    cooldownCounter = cooldown
    wait = 0
  }
}
