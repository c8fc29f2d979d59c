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
  /// The bytes that all ranks read and write in an update.
  let updatedBytes: Double
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
    let tree = try ReductionTree(leafCount: leafCount)
    traffic = ExchangeTraffic(exchange, tree, step.parameterSpace, in: group)
    updatedBytes = Self.updatedBytes(
      floatCount: step.parameterSpace.count, slotCount: compilation.optimizer.slotNames.count,
      blockCount: tree.plan(worldSize: group.worldSize).count,
      exchange: exchange.resolved(for: group), worldSize: group.worldSize)
  }

  /// Returns the bytes of weights and slots, read and written, and of gradients, read.
  ///
  /// With `mpi` every rank updates everything, from one sum; with the others a slice each, from the
  /// sums of all blocks of the tree.
  static func updatedBytes(
    floatCount: Int, slotCount: Int, blockCount: Int, exchange: ExchangeKind, worldSize: Int
  ) -> Double {
    let isWhole = exchange == .mpi && worldSize > 1
    let gradients = isWhole ? 1 : blockCount
    let floats = (2 * (1 + slotCount) + gradients) * floatCount * (isWhole ? worldSize : 1)
    return Double(floats * MemoryLayout<Float>.stride)
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
  func entry(round: Int) throws -> StepEntry? {
    // A single rank does not wait.
    let waits = phases.map { turn in
      group.worldSize == 1
        ? 0 : StepPhase.allCases.reduce(0) { $0 + ($1.isWaiting ? turn[$1.rawValue] : 0) }
    }
    let allWaits = try group.allGather(waits.map(\.bitPattern))
    guard group.isFirst else { return nil }
    return StepEntry(
      leafCount: leafCount, milliseconds: milliseconds, rounds: milliseconds.map { _ in round },
      phaseMilliseconds: Dictionary(
        uniqueKeysWithValues: StepPhase.allCases.map { phase in
          (phase, phases.map { $0[phase.rawValue] })
        }),
      waitingMilliseconds: allWaits.map { $0.map(Double.init(bitPattern:)) },
      bytesOfRank: traffic.bytesOfRank)
  }
}
