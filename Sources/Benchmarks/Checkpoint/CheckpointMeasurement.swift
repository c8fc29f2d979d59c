import Datasets
import Engine
import FileFormats
import Layers
import Parallel
import Synchronization
import Training

/// A measurement of runs with and without saves, alternately.
final class CheckpointMeasurement {
  /// The milliseconds for which each save blocked the loop.
  private var heldMilliseconds: [Double] = []
  /// The milliseconds from the start of each save until its file was complete on disk.
  private var wholeMilliseconds: [Double] = []
  /// The milliseconds per step of each turn with saves, including the saves.
  private var savingMilliseconds: [Double] = []
  /// The milliseconds per step of each turn without saves.
  private var plainMilliseconds: [Double] = []
  /// The size of the last file.
  private var byteCount = 0

  private let model: Model
  private let data: TrainingData
  private let options: TrainingOptions
  private let interval: Int
  private let directory: CheckpointDirectory?
  private let group: ProcessGroup

  /// Prepares runs; collective.
  ///
  /// - Parameters:
  ///   - model: The compiled model.
  ///   - data: The training data.
  ///   - options: The batch size, the leaf count, the exchange, and the steps of a turn.
  ///   - interval: The number of steps between saves.
  ///   - directory: The folder for checkpoints, on rank 0.
  ///   - group: The processes.
  init(
    _ model: Model, on data: TrainingData, options: TrainingOptions, every interval: Int,
    into directory: CheckpointDirectory?, in group: ProcessGroup
  ) {
    self.model = model
    self.data = data
    self.options = options
    self.interval = interval
    self.directory = directory
    self.group = group
  }

  /// Runs once without saves and once with them.
  func turn(isWarmUp: Bool = false) throws {
    let plain = try run(saving: nil)
    let timer = SaveTimer()
    let writer = CheckpointWriter(directory, keeping: 1, observers: [timer.observer])
    let saving = try run(saving: writer) { timer.began(at: $0, heldUntil: $1) }
    guard !isWarmUp, group.isFirst else { return }
    plainMilliseconds.append(plain)
    savingMilliseconds.append(saving)
    heldMilliseconds += timer.held
    wholeMilliseconds += timer.whole
    byteCount = try writer.newest.map { try FileDescriptor(reading: $0).byteCount() } ?? 0
  }

  /// Returns the time of a step in milliseconds, from the end of the first step on.
  private func run(
    saving writer: CheckpointWriter?,
    _ saveEnded: ((ContinuousClock.Instant, ContinuousClock.Instant) -> Void)? = nil
  ) throws -> Double {
    let steps = StepClock()
    var options = options
    options.maximumIterations = model.iterations + (options.maximumIterations ?? 1)
    let trainer = try Trainer(
      model, on: data, options: options,
      progress: TrainingProgress(iterations: model.iterations), reporters: [steps],
      checkpoints: writer, saves: CheckpointSchedule(every: .steps(interval)), in: group)
    trainer.saveEnded = saveEnded
    try group.worldBarrier()
    _ = try trainer.train()
    return steps.milliseconds
  }

  /// Returns the measurements of a round.
  func report(round: Int) -> CheckpointReport {
    CheckpointReport(
      worldSize: group.worldSize, interval: interval, byteCount: byteCount,
      rounds: plainMilliseconds.map { _ in round }, saveRounds: heldMilliseconds.map { _ in round },
      held: heldMilliseconds, whole: wholeMilliseconds, saving: savingMilliseconds,
      plain: plainMilliseconds)
  }
}

/// Records when the steps of a run end, before a save.
private final class StepClock: Callback {
  private var first: ContinuousClock.Instant?
  private var last = ContinuousClock().now
  private var count = 0

  func stepEnded(_ report: BatchReport, of run: RunContext) {
    last = ContinuousClock().now
    if first == nil { first = last } else { count += 1 }
  }

  var milliseconds: Double {
    guard let first, count > 0 else { return 0 }
    return (last - first).seconds * 1e3 / Double(count)
  }
}

/// Times saves: the loop's thread records when one begins, the writer's when its file is complete.
private final class SaveTimer {
  private(set) var held: [Double] = []
  private var begins: [ContinuousClock.Instant] = []
  private let ends = Ends()

  private final class Ends: Sendable {
    let instants = Mutex<[ContinuousClock.Instant]>([])
  }

  var observer: CheckpointObserver {
    { [ends] stage, _, _ in
      guard stage == .verified else { return }
      let now = ContinuousClock().now
      ends.instants.withLock { $0.append(now) }
    }
  }

  func began(at start: ContinuousClock.Instant, heldUntil end: ContinuousClock.Instant) {
    begins.append(start)
    held.append((end - start).seconds * 1e3)
  }

  /// All files are complete when the run has ended.
  var whole: [Double] {
    ends.instants.withLock { zip(begins, $0).map { ($1 - $0).seconds * 1e3 } }
  }
}
