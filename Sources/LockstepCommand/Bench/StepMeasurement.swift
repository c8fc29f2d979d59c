import Datasets
import FileFormats
import Models
import Parallel
import Training

/// Times training steps of one setting, in turns with other settings.
final class StepMeasurement {
  let leafCount: Int
  /// Milliseconds a step of each turn, the slowest rank's.
  private(set) var milliseconds: [Double] = []
  /// Milliseconds a step by phase of each turn, this rank's.
  private(set) var phases: [[Double]] = []

  private let step: TrainingStep
  private let data: TrainingData
  private let schedule: BatchSchedule
  private let group: ProcessGroup
  private var iterations = 0
  private var order: [Int32] = []
  private let clock = ContinuousClock()
  private var phaseStart = ContinuousClock().now
  private var phaseSeconds = [Double](repeating: 0, count: TrainingStep.Phase.allCases.count)

  /// Lays out a step; every rank calls it.
  init(
    _ model: Model, on data: TrainingData, batchSize: Int, leafCount: Int,
    exchange: ExchangeKind, in group: ProcessGroup
  ) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    self.leafCount = leafCount
    self.data = data
    self.group = group
    schedule = BatchSchedule(
      sampleCount: data.count, batchSize: batchSize, seed: model.seed, shuffle: true)
    step = try TrainingStep(
      model.graph(), compilation, labels: data.labelKinds, batchSize: batchSize,
      leafCount: leafCount,
      exchange: exchange, in: group)
    try step.restore(model.currentState())
    step.phaseEnded = { [unowned self] phase in
      let now = clock.now
      phaseSeconds[phase.rawValue] += (now - phaseStart).seconds
      phaseStart = now
    }
  }

  /// Makes `count` steps, and keeps their time unless they only warm up.
  func turn(_ count: Int, isWarmUp: Bool = false) throws {
    phaseSeconds = phaseSeconds.map { _ in 0 }
    try group.worldBarrier()
    let start = clock.now
    phaseStart = start
    for _ in 0..<count { try makeStep() }
    let seconds = try group.maximum((clock.now - start).seconds)
    guard !isWarmUp else { return }
    milliseconds.append(seconds * 1e3 / Double(count))
    phases.append(phaseSeconds.map { $0 * 1e3 / Double(count) })
  }

  func close() throws { try step.close() }

  /// Full batches only, epoch after epoch.
  private func makeStep() throws {
    let stepsPerEpoch = max(schedule.sampleCount / schedule.batchSize, 1)
    let (epoch, place) = iterations.quotientAndRemainder(dividingBy: stepsPerEpoch)
    if place == 0 { order = schedule.order(epoch: epoch) }
    iterations += 1
    let places = schedule.batch(step: place)
    _ = try step(
      TrainingStep.Batch(
        places: order[places],
        draws: SampleDraws(
          seed: schedule.seed, epoch: epoch, firstSample: places.lowerBound),
        epoch: epoch + 1, iteration: iterations),
      of: data)
  }

  /// The measurement as JSON.
  var json: JSON {
    let names = TrainingStep.Phase.allCases.map { "\($0)" }
    let medians = names.indices.map { place in Statistics(phases.map { $0[place] }).median }
    return [
      "leaves": .integer(leafCount), "milliseconds": .array(milliseconds.map(JSON.number)),
      "phaseMilliseconds": .object(
        Dictionary(uniqueKeysWithValues: zip(names, medians.map(JSON.number)))),
    ]
  }
}
