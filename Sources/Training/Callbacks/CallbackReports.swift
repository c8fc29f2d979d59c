/// The report of a step.
public struct BatchReport: Sendable, Equatable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The number of completed steps of the epoch.
  public let doneSteps: Int
  /// The number of updates since the model was compiled.
  package let iterations: Int
  /// The batch's mean loss, before its update.
  package let loss: Double
  /// The epoch's running means.
  public let logs: Logs
}

/// A step that was skipped because its loss or gradient was not finite.
public struct SkippedStep: Sendable, Equatable {
  /// The step's number, from 1.
  public let iteration: Int
  /// Its epoch, from 0.
  public let epoch: Int
  /// The tensor that was not finite, with its rank:
  /// `the output of layer dense for sample 17 (rank 2 on node1)`.
  package let what: String
  /// The policy that was applied.
  package let policy: NonFinitePolicy
}

extension SkippedStep: CustomStringConvertible {
  /// One line: what was not finite, where, and what was done.
  public var description: String {
    let action =
      policy == .rollback
      ? "its update is skipped, and weights and optimizer return to the last checkpoint"
      : "its update is skipped"
    return "\(what) is not finite at step \(iteration) (epoch \(epoch + 1)); \(action)"
  }
}

/// The report of an epoch.
public struct EpochReport: Sendable, Equatable {
  /// The epoch, from 0.
  public let epoch: Int
  /// Means over the epoch's batches, those of the validation data, and `learning_rate` where a
  /// callback changes it.
  public let logs: Logs
  /// The number of completed steps; fewer than `stepsPerEpoch` where the run was stopped.
  package let stepCount: Int
  /// Whether the epoch has ended, at its last step or by a callback's decision; not where a limit
  /// of steps leaves the rest to a run that resumes.
  package let isWhole: Bool
  /// The slowest rank's wall time of the training loop.
  package let duration: Duration
  /// Validation's wall time on rank 0.
  package let validationDuration: Duration?
  /// The time for which the checkpoint blocked the run on rank 0, until its content was copied; nil
  /// before the checkpoint is written, or without one.
  package var checkpointDuration: Duration?
  /// The times by rank since the last epoch's report; nil before the checkpoint is written.
  package var times: EpochTimes?

  /// Creates a report.
  package init(
    epoch: Int, logs: Logs, stepCount: Int = 0, isWhole: Bool = true, duration: Duration = .zero,
    validationDuration: Duration? = nil, times: EpochTimes? = nil
  ) {
    self.epoch = epoch
    self.logs = logs
    self.stepCount = stepCount
    self.isWhole = isWhole
    self.duration = duration
    self.validationDuration = validationDuration
    self.times = times
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
