import Datasets
import Engine
import FileFormats
import Layers
import Parallel
import Training

/// A measurement of training steps with one setting, alternating with others.
final class StepMeasurement {
  let leafCount: Int
  /// The slowest rank's milliseconds per step of each turn.
  private var milliseconds: [Double] = []
  /// This rank's milliseconds per step of each turn, by phase.
  private var phases: [[Double]] = []

  private let step: TrainingStep
  private let data: TrainingData
  private let schedule: BatchSchedule
  private let group: ProcessGroup
  private let start: CommonStart
  private let traffic: ExchangeTraffic
  private var iterations = 0
  private var order: [Int32] = []

  /// Lays out a step; collective.
  init(
    _ model: Model, on data: TrainingData, batchSize: Int, leafCount: Int,
    exchange: ExchangeKind, from start: CommonStart, in group: ProcessGroup
  ) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    self.leafCount = leafCount
    self.data = data
    self.group = group
    self.start = start
    schedule = BatchSchedule(
      sampleCount: data.count, batchSize: batchSize, seed: model.seed, shuffle: true)
    step = try unsafe TrainingStep(
      model.graph(), compilation, labels: data.labelKinds, batchSize: batchSize,
      leafCount: leafCount, exchange: exchange,
      memory: RunMemory.of(model, compilation.optimizer, exchange, in: group), in: group)
    traffic = try ExchangeTraffic(
      exchange, ReductionTree(leafCount: leafCount), step.parameterSpace, in: group)
  }

  /// Runs `count` steps from a common start, and records their time unless they are a warm-up.
  func turn(_ count: Int, isWarmUp: Bool = false) throws {
    let start = try start()
    step.clock.restart(at: start)
    for _ in 0..<count { try makeStep() }
    let seconds = try group.maximum(MonotonicClock.seconds(since: start))
    guard !isWarmUp else { return }
    milliseconds.append(seconds * 1e3 / Double(count))
    phases.append(StepPhase.allCases.map { $0.seconds(on: step.clock) * 1e3 / Double(count) })
  }

  func close() throws { try step.close() }

  /// Runs a step with a full batch, epoch after epoch.
  private func makeStep() throws {
    let stepsPerEpoch = max(schedule.sampleCount / schedule.batchSize, 1)
    let (epoch, index) = iterations.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if index == 0 { order = schedule.order(epoch: epoch) }
    iterations += 1
    let positions = schedule.batch(step: index)
    _ = try step(
      StepBatch(
        indices: order[positions],
        draws: SampleDraws(
          seed: schedule.seed, epoch: epoch, firstSample: positions.lowerBound),
        epoch: epoch + 1, iteration: iterations),
      of: data)
  }

  /// Returns the measurements on rank 0; collective.
  func entry() throws -> StepEntry? {
    let waits = phases.map { turn in
      StepPhase.allCases.reduce(0) { $0 + ($1.isWaiting ? turn[$1.rawValue] : 0) }
    }
    // A single rank does not wait.
    let ownWait = group.worldSize > 1 && !waits.isEmpty ? Statistics(waits).median : 0
    let allWaits = try group.allGather([ownWait.bitPattern])
    guard group.isFirst else { return nil }
    return StepEntry(
      leafCount: leafCount, milliseconds: milliseconds,
      phaseMilliseconds: Dictionary(
        uniqueKeysWithValues: StepPhase.allCases.map { phase in
          (phase, phases.map { $0[phase.rawValue] })
        }),
      waitingMilliseconds: allWaits.map { [$0.first.map { Double(bitPattern: $0) } ?? 0] },
      bytesOfRank: traffic.bytesOfRank)
  }
}
