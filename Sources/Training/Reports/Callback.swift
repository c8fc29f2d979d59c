/// What is told about a run while it goes on, on rank 0 alone.
///
/// The numbers are the same at every world size; times are not.
public protocol Callback: AnyObject {
  /// Before the first step of `fit`.
  func trainingBegan(_ run: RunDescription)
  /// Before an epoch's first step; epochs count from 0.
  func epochBegan(_ epoch: Int, of run: RunDescription)
  /// After each step.
  func stepEnded(_ report: BatchReport, of run: RunDescription)
  /// After a step whose update was left out, instead of `stepEnded`.
  func stepLeftOut(_ step: LeftOutStep, of run: RunDescription)
  /// After an epoch, its validation and its checkpoint.
  func epochEnded(_ report: EpochReport, of run: RunDescription)
  /// After the last epoch.
  func trainingEnded(_ run: RunDescription)
}

extension Callback {
  /// Does nothing.
  public func trainingBegan(_ run: RunDescription) {}

  /// Does nothing.
  public func epochBegan(_ epoch: Int, of run: RunDescription) {}

  /// Does nothing.
  public func stepEnded(_ report: BatchReport, of run: RunDescription) {}

  /// Does nothing.
  public func stepLeftOut(_ step: LeftOutStep, of run: RunDescription) {}

  /// Does nothing.
  public func epochEnded(_ report: EpochReport, of run: RunDescription) {}

  /// Does nothing.
  public func trainingEnded(_ run: RunDescription) {}
}

/// What a callback may want to know of the run.
public struct RunDescription: Sendable, Equatable {
  /// The epochs asked for.
  public let epochs: Int
  /// The steps of one epoch.
  public let stepsPerEpoch: Int
  /// The number of ranks.
  public let worldSize: Int
  /// The number of hosts.
  public let hostCount: Int
  /// The exchange's name.
  public let exchange: String
}

/// What is known after a step.
public struct BatchReport: Sendable, Equatable {
  /// How many of the epoch's steps are done.
  public let doneSteps: Int
  /// The updates made since the model was compiled.
  public let iterations: Int
  /// The batch's mean loss, before its update.
  public let loss: Double
  /// The epoch's running means.
  public let logs: Logs
}

/// A step whose loss or gradient was not finite.
public struct LeftOutStep: Sendable, Equatable {
  /// Which step it was, from 1.
  public let iteration: Int
  /// Its epoch, from 0.
  public let epoch: Int
  /// What was not finite, and on which rank: `the output of layer dense for sample 17 (rank 2 on
  /// node1)`.
  public let what: String
  /// What was done about it.
  public let policy: NonFinitePolicy
}

extension LeftOutStep: CustomStringConvertible {
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
  /// Means over the epoch's batches, and validation's.
  public let logs: Logs
  /// The epoch's steps that were made; fewer than all of them where the run was told to end.
  public let stepCount: Int
  /// The training loop's wall time, the slowest rank's.
  public let duration: Duration
  /// Validation's wall time on rank 0.
  public let validationDuration: Duration?
  /// How long the run was held on rank 0 until the checkpoint's content was copied; it is written
  /// while the run goes on.
  public let checkpointDuration: Duration?
}

extension Duration {
  /// The duration in seconds.
  package var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) * 1e-18
  }
}
