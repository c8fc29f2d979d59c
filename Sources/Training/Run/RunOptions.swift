package import FileFormats
public import Parallel

/// Further settings of a run, with defaults that suit most.
public struct RunOptions: Sendable {
  /// The leaf count of the reduction tree, a power of two up to 1,024: the greatest possible number
  /// of ranks.
  ///
  /// It is part of the result's definition, as the batch size is.
  public var leafCount = 8
  /// The exchange of gradients.
  public var exchange: ExchangeKind = .auto
  /// The policy for a step with a loss or gradient that is not finite.
  public var nonFinite: NonFinitePolicy = .stop
  /// The number of steps between bitwise verifications of the ranks' results and memory; nil for
  /// none.
  public var verificationInterval: Int?
  /// The number of updates, counted from the start of the run, after which training ends; nil for
  /// no limit.
  public var maximumSteps: Int?
  /// The settings of checkpoints and resuming; nil for no checkpoints.
  public var checkpoints: CheckpointOptions?
  /// The file for the run's log as JSON lines; nil for none.
  public var log: String?
  /// The number of steps between lines with a batch's loss, in the log or on standard output; nil
  /// for none.
  public var logInterval: Int?
  /// The file for a digest of every parameter after every step, as JSON lines, the same bytes on
  /// any number of ranks; nil for none.
  public var digestLog: String?
  /// Whether the digest log has the gradients too: summed over the batch, before they are clipped.
  public var digestsGradients = false
  /// Whether the digest log has what each rank reads and computes too, which `lockstep audit` needs
  /// to name a rank and an element; the bytes then depend on the number of ranks.
  public var digestsRanks = false
  /// The file for a trace of all ranks on one clock, which Perfetto and Chrome open; nil for none.
  public var trace: String?
  /// The steps in the trace, counted from 1 at the start of the run; nil for the first 500 of this
  /// start.
  public var traceSteps: ClosedRange<Int>?
  /// The folder for TensorBoard's event files, which rank 0 writes at the end of each epoch; nil
  /// for none.
  public var tensorBoard: String?
  /// The number of epochs between histograms of weights and gradients in TensorBoard's files; 0
  /// for none.
  public var histogramFreq = 1
  /// The file for a page about the run in HTML, written anew at the end of each epoch; nil for
  /// none.
  public var report: String?
  /// Whether to print after each epoch where each rank's time went, and what it means at the end.
  public var reportsTimes = false
  /// The ranks that evaluate the validation data.
  public var evaluationRanks: EvaluationRanks = .first
  /// The longest time without progress of a host's ranks before the job ends, zero for no limit;
  /// nil for the group's `timeout`.
  public var timeout: Duration?

  /// The injected faults.
  package var faults = FaultPlan()
  /// Whether the model is one that no run has trained before this one began.
  package var modelIsNew = false
  /// The command that repeats the run, quoted for a shell; nil where none is known.
  package var reproduction: String?
  /// Whether the caller completes the report with `TrainingRun.completeReport`.
  package var reportsLater = false
  /// Further entries of the log's first line.
  package var logSettings: [String: JSON] = [:]

  /// Creates settings.
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

/// The settings of checkpoints and resuming.
///
/// A checkpoint is written at the end of every epoch, while the run continues. On
/// `SIGTERM`, `SIGINT`, `SIGUSR1`, `SIGHUP` and `SIGXCPU` all ranks save in the same step, and
/// `fit` throws `TrainingError.interrupted`.
public struct CheckpointOptions: Sendable, Equatable {
  /// The behaviour with existing checkpoints.
  public enum Resume: Sendable, Equatable {
    /// Existing checkpoints are an error, so that none is overwritten by mistake.
    case never
    /// The run resumes from the newest complete checkpoint; an empty folder starts a new run.
    case ifPresent
  }

  /// The folder, which is created if necessary.
  public var directory: String
  /// The behaviour with existing checkpoints.
  public var resume: Resume
  /// The interval of checkpoints within epochs; nil for only the ends of epochs.
  public var interval: SaveInterval?
  /// The number of newest checkpoints to keep; nil for all.
  public var keep: Int?
  /// The number of the logs by which the best checkpoint is chosen, which is kept as
  /// `best.safetensors` too: `val_loss`; nil for none.
  public var monitor: String?
  /// The direction in which that number improves.
  public var mode: Monitor.Mode
  /// Whether to remove the checkpoints after the training.
  public var removesWhenDone = false
  /// Whether the folder is to be a new one, with a number behind its name where that is taken.
  package var isNew = false

  /// Creates settings for checkpoints in a folder.
  public init(
    _ directory: String, resume: Resume = .never, interval: SaveInterval? = nil,
    keep: Int? = nil, monitor: String? = nil, mode: Monitor.Mode = .auto
  ) {
    self.directory = directory
    self.resume = resume
    self.interval = interval
    self.keep = keep
    self.monitor = monitor
    self.mode = mode
  }
}

/// The interval of saves.
public enum SaveInterval: Sendable, Equatable {
  /// A number of steps, counted from the start of the run.
  case steps(Int)
  /// A duration, on rank 0's clock.
  case time(Duration)
}
