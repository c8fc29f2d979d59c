/// An observer of a run that can also control it.
///
/// The run calls it on rank 0 only; the numbers are the same for every world size, times are not.
/// All ranks carry out its requests to the `RunContext` (to stop, to change the learning rate, to
/// save, to restore weights) in the same step, before anything else is computed. Every method has a
/// default that does nothing, and may throw: the error ends the run. Source of the calls and their
/// order: Keras 3, `Callback`.
public protocol Callback: AnyObject {
  /// The callback's state: the numbers that determine its next decisions.
  ///
  /// They are stored in every checkpoint, and set after `trainingBegan` in a run that resumes.
  var state: [String: Double] { get set }

  /// Called before the first step of a run.
  func trainingBegan(_ run: RunContext) throws
  /// Called before an epoch's first step; epochs count from 0.
  func epochBegan(_ epoch: Int, of run: RunContext) throws
  /// Called after each step.
  func stepEnded(_ report: BatchReport, of run: RunContext) throws
  /// Called after a step with a skipped update, instead of `stepEnded`.
  func stepSkipped(_ step: SkippedStep, of run: RunContext) throws
  /// Called after an epoch and its validation, before its checkpoint is written.
  func epochEnded(_ report: EpochReport, of run: RunContext) throws
  /// Called after the last epoch, or the one after which the run was ended; not where the run ends
  /// at `RunOptions.maximumSteps`, to be resumed.
  func trainingEnded(_ run: RunContext) throws
}

extension Callback {
  /// An empty state: the callback depends only on its arguments.
  public var state: [String: Double] {
    get { [:] }
    set {}
  }

  /// Does nothing.
  public func trainingBegan(_ run: RunContext) throws {}

  /// Does nothing.
  public func epochBegan(_ epoch: Int, of run: RunContext) throws {}

  /// Does nothing.
  public func stepEnded(_ report: BatchReport, of run: RunContext) throws {}

  /// Does nothing.
  public func stepSkipped(_ step: SkippedStep, of run: RunContext) throws {}

  /// Does nothing.
  public func epochEnded(_ report: EpochReport, of run: RunContext) throws {}

  /// Does nothing.
  public func trainingEnded(_ run: RunContext) throws {}
}

// MARK: - The library's own

/// A callback of the library's own: its methods are the package's, as `BuiltInPart` explains.
package protocol BuiltInCallback: Callback {
  var numbers: [String: Double] { get set }
  func checkArguments() throws(TrainingError)
  func trainingBegan(in run: RunContext) throws
  func epochBegan(_ epoch: Int, in run: RunContext) throws
  func stepEnded(_ report: BatchReport, in run: RunContext) throws
  func stepSkipped(_ step: SkippedStep, in run: RunContext) throws
  func epochEnded(_ report: EpochReport, in run: RunContext) throws
  func trainingEnded(in run: RunContext) throws
}

extension BuiltInCallback {
  package var numbers: [String: Double] {
    get { [:] }
    set {}
  }
  package func trainingBegan(in run: RunContext) throws {}
  package func epochBegan(_ epoch: Int, in run: RunContext) throws {}
  package func stepEnded(_ report: BatchReport, in run: RunContext) throws {}
  package func stepSkipped(_ step: SkippedStep, in run: RunContext) throws {}
  package func epochEnded(_ report: EpochReport, in run: RunContext) throws {}
  package func trainingEnded(in run: RunContext) throws {}

  /// The callback's state: the numbers that determine its next decisions.
  public var state: [String: Double] {
    get { numbers }
    set { numbers = newValue }
  }
  /// Called before the first step of a run.
  public func trainingBegan(_ run: RunContext) throws { try trainingBegan(in: run) }
  /// Called before an epoch's first step.
  public func epochBegan(_ epoch: Int, of run: RunContext) throws { try epochBegan(epoch, in: run) }
  /// Called after each step.
  public func stepEnded(_ report: BatchReport, of run: RunContext) throws {
    try stepEnded(report, in: run)
  }
  /// Called after a step whose update was skipped.
  public func stepSkipped(_ step: SkippedStep, of run: RunContext) throws {
    try stepSkipped(step, in: run)
  }
  /// Called after an epoch and its validation.
  public func epochEnded(_ report: EpochReport, of run: RunContext) throws {
    try epochEnded(report, in: run)
  }
  /// Called after the last epoch.
  public func trainingEnded(_ run: RunContext) throws { try trainingEnded(in: run) }
}

/// A callback that changes the learning rate, so that each epoch's logs have `learning_rate`.
package protocol LearningRateCallback: BuiltInCallback {}

/// A callback that reads one number of the logs.
package protocol MonitoringCallback: BuiltInCallback {
  /// The monitored number, and the direction of improvement.
  var monitor: Monitor { get }
}

extension MonitoringCallback {
  /// Whether a state that was just set is the callback's: it is not where a file says what no
  /// callback can have counted.
  func hasTaken(_ saved: [String: Double]) -> Bool {
    state.mapValues(\.bitPattern) == saved.mapValues(\.bitPattern)
  }
}

extension [String: Double] {
  /// The count of a name in a saved state; 0 where there is none, or no whole number from 0 up.
  func count(_ name: String) -> Int {
    self[name].flatMap { Int(exactly: $0) }.map { Swift.max($0, 0) } ?? 0
  }
}
