import Datasets
import Engine
import FileFormats
import Layers
import Parallel
import Synchronization
import Training

/// Times runs with saves and without, in turns.
final class CheckpointMeasurement {
  /// Milliseconds that the loop was held by each save.
  private var heldMilliseconds: [Double] = []
  /// Milliseconds from each save's begin until its file was whole on the disk.
  private var wholeMilliseconds: [Double] = []
  /// Milliseconds a step of each turn with saves, the saves included.
  private var savingMilliseconds: [Double] = []
  /// Milliseconds a step of each turn without saves.
  private var plainMilliseconds: [Double] = []
  /// The size of the last file.
  private var byteCount = 0

  private let model: Model
  private let data: TrainingData
  private let options: TrainingOptions
  private let interval: Int
  private let directory: CheckpointDirectory?
  private let group: ProcessGroup

  /// Prepares runs; every rank calls it.
  ///
  /// - Parameters:
  ///   - model: The compiled model.
  ///   - data: What it is trained on.
  ///   - options: The batch size, the leaf count, the exchange, and the steps of a turn.
  ///   - interval: A save comes after so many steps.
  ///   - directory: Where checkpoints go, on rank 0.
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

  /// Makes one run without saves and one with them.
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

  /// The time of a step in milliseconds, from the end of the first one on.
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

  /// What was measured.
  var report: CheckpointReport {
    CheckpointReport(
      worldSize: group.worldSize, interval: interval, byteCount: byteCount,
      held: heldMilliseconds, whole: wholeMilliseconds, saving: savingMilliseconds,
      plain: plainMilliseconds)
  }
}

/// Notes when the steps of a run end; a save comes after it.
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

/// Times saves: the loop's thread notes when one begins, the writer's when its file is whole.
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

  /// All files are whole when the run has ended.
  var whole: [Double] {
    ends.instants.withLock { zip(begins, $0).map { ($1 - $0).seconds * 1e3 } }
  }
}
