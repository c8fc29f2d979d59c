/// What is known after a step.
public struct BatchReport: Sendable, Equatable {
  /// The epoch, from 0.
  public let epoch: Int
  /// The epoch's steps done so far.
  public let doneSteps: Int
  /// The updates made since the model was compiled.
  package let iterations: Int
  /// The batch's mean loss, before its update.
  package let loss: Double
  /// The epoch's running means.
  public let logs: Logs
}

/// A step whose loss or gradient was not finite.
public struct SkippedStep: Sendable, Equatable {
  /// The step's number, from 1.
  public let iteration: Int
  /// Its epoch, from 0.
  public let epoch: Int
  /// What was not finite, and on which rank: `the output of layer dense for sample 17 (rank 2 on
  /// node1)`.
  package let what: String
  /// What was done about it.
  package let policy: NonFinitePolicy
}

extension SkippedStep: CustomStringConvertible {
  /// One line.
  public var description: String {
    let action =
      policy == .rollback
      ? "its update is left out, and weights and optimizer return to the last checkpoint"
      : "its update is left out"
    return "\(what) is not finite at step \(iteration) (epoch \(epoch + 1)); \(action)"
  }
}

/// What is known at an epoch's end.
public struct EpochReport: Sendable, Equatable {
  /// The epoch, from 0.
  public let epoch: Int
  /// Means over the epoch's batches, those of the validation data, and `learning_rate` where a
  /// callback changes it.
  public let logs: Logs
  /// The epoch's steps that were made; fewer than all of them where the run was told to end.
  package let stepCount: Int
  /// The training loop's wall time, the slowest rank's.
  package let duration: Duration
  /// Validation's wall time on rank 0.
  package let validationDuration: Duration?
  /// How long the run was held on rank 0 until the checkpoint's content was copied; nil before the
  /// checkpoint is written, and without one.
  package var checkpointDuration: Duration?

  /// The report of an epoch's end.
  package init(
    epoch: Int, logs: Logs, stepCount: Int = 0, duration: Duration = .zero,
    validationDuration: Duration? = nil
  ) {
    self.epoch = epoch
    self.logs = logs
    self.stepCount = stepCount
    self.duration = duration
    self.validationDuration = validationDuration
  }
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
