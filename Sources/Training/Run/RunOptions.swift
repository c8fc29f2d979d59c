package import FileFormats
public import Parallel

/// The rare settings of a run, with values that suit most.
public struct RunOptions: Sendable {
  /// The leaves of every batch's reduction tree, a power of two up to 1,024: the most ranks there
  /// can be.
  ///
  /// It is part of the result's definition, as the batch size is.
  public var leafCount = 8
  /// How the ranks' gradients are summed.
  public var exchange: ExchangeKind = .auto
  /// What is done about a step whose loss or gradient is not finite.
  public var nonFinite: NonFinitePolicy = .stop
  /// The steps between two checks of the ranks' numbers and memory against one another, bit by bit;
  /// nil for no checks.
  public var verificationInterval: Int?
  /// The number of updates, counted from the run's very start, after which training ends; nil for
  /// no such limit.
  public var maximumSteps: Int?
  /// Where and when the run is saved, and whether it goes on from a saved one; nil for no
  /// checkpoints.
  public var checkpoints: CheckpointOptions?
  /// A file that gets the run's numbers as JSON lines; nil for none.
  public var log: String?
  /// The steps between two lines with a batch's loss, in the log or else on standard output; nil
  /// for no such lines.
  public var logInterval: Int?
  /// How long the ranks of a host may make no progress before the job ends, zero for no limit; nil
  /// for the group's `timeout`.
  public var timeout: Duration?

  /// What goes wrong on purpose.
  package var faults = FaultPlan()
  /// Whether the model is one that no run has trained before this one began.
  package var modelIsNew = false
  /// What else the log's first line has.
  package var logSettings: [String: JSON] = [:]

  /// The usual settings, some of them changed.
  public init(
    leafCount: Int = 8, exchange: ExchangeKind = .auto, nonFinite: NonFinitePolicy = .stop,
    verificationInterval: Int? = nil, maximumSteps: Int? = nil,
    checkpoints: CheckpointOptions? = nil, log: String? = nil, logInterval: Int? = nil,
    timeout: Duration? = nil
  ) {
    self.leafCount = leafCount
    self.exchange = exchange
    self.nonFinite = nonFinite
    self.verificationInterval = verificationInterval
    self.maximumSteps = maximumSteps
    self.checkpoints = checkpoints
    self.log = log
    self.logInterval = logInterval
    self.timeout = timeout
  }
}

/// Where and when a run is saved, and whether it goes on from a saved one.
///
/// A checkpoint is written at the end of every epoch, while the run goes on. On `SIGTERM` and
/// `SIGUSR1` all ranks save in the same step, and `fit` throws `TrainingError.interrupted`.
public struct CheckpointOptions: Sendable, Equatable {
  /// What a run does with checkpoints that its folder already holds.
  public enum Resume: Sendable, Equatable {
    /// They are an error: nothing is overwritten by mistake.
    case never
    /// The run goes on from the newest whole one; an empty folder begins a new run.
    case ifPresent
  }

  /// The folder, which is made where it is not there.
  public var directory: String
  /// What is done with checkpoints that are there.
  public var resume: Resume
  /// How often a checkpoint is saved beside the ends of epochs; nil for those alone.
  public var interval: SaveInterval?
  /// How many of the newest checkpoints are kept; nil for all.
  public var keep: Int?
  /// The number of the logs by which the best checkpoint is chosen, which is kept as
  /// `best.safetensors` too: `val_loss`; nil for no best one.
  public var monitor: String?
  /// Whether the checkpoints are removed once the training is done.
  public var removesWhenDone = false
  /// Whether the folder is to be a new one, with a number behind its name where that is taken.
  package var isNew = false

  /// Checkpoints in a folder, all of them kept.
  public init(
    _ directory: String, resume: Resume = .never, interval: SaveInterval? = nil,
    keep: Int? = nil, monitor: String? = nil
  ) {
    self.directory = directory
    self.resume = resume
    self.interval = interval
    self.keep = keep
    self.monitor = monitor
  }
}

/// How often a run is saved.
public enum SaveInterval: Sendable, Equatable {
  /// After so many steps, counted from the run's very start.
  case steps(Int)
  /// After so much time, on rank 0's clock.
  case time(Duration)
}
