import Datasets
import Engine
package import Layers
package import Parallel

/// Trains a model: epochs of batches in a shuffled order, each batch a step of all ranks.
package final class Trainer {
  let model: Model
  let compilation: Compilation
  let options: TrainingOptions
  let data: TrainingData
  let group: ProcessGroup
  let step: TrainingStep
  let schedule: BatchSchedule
  let run: RunDescription
  let graph: Graph

  /// What the data's fingerprint is; asked for at the first checkpoint where nobody said it.
  private(set) lazy var fingerprint = data.fingerprint

  private let validation: TrainingData?
  private let evaluator: Evaluator?
  let callbacks: [any Callback]
  let checkpoints: CheckpointWriter?
  var saves: CheckpointSchedule
  /// The best epoch so far, where a number is monitored.
  package internal(set) var best: BestCheckpoint?
  /// Called on rank 0 after each save, for measurements: when the loop was stopped for it, and when
  /// it went on.
  package var saveEnded: SaveObserver?
  /// The place of the last save.
  var savedProgress: TrainingProgress?

  package typealias SaveObserver =
    (_ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant) -> Void

  /// How far the run has come.
  var progress: TrainingProgress
  /// The steps in a row, up to now, whose updates were left out.
  var leftOutCount = 0

  /// What goes wrong on this rank on purpose.
  package var injector: FaultInjector? { didSet { unsafe step.corrupt = injector?.corruption } }

  /// Lays out a run; every rank calls it.
  ///
  /// Weights and slots are the model's, `progress` says where to go on. A checkpoint is written at
  /// the end of every epoch and when `saves` says so, on rank 0; `best` says which of them is the
  /// best. `fingerprint` is the training data's, where it is known.
  ///
  /// - Throws: `ModelError`, `TrainingError` or `ParallelError` for what does not fit.
  package init(
    _ model: Model, on data: TrainingData, options: TrainingOptions,
    progress: TrainingProgress, validation: TrainingData? = nil, callbacks: [any Callback] = [],
    checkpoints: CheckpointWriter? = nil, saves: CheckpointSchedule = CheckpointSchedule(),
    best: BestCheckpoint? = nil, fingerprint: String? = nil, in group: ProcessGroup
  ) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    try options.check()
    graph = try model.graph()
    try compilation.check(data, against: graph)
    if let validation { try compilation.check(validation, against: graph) }
    self.model = model
    self.compilation = compilation
    self.options = options
    self.data = data
    self.group = group
    self.validation = validation
    self.callbacks = group.isFirst ? callbacks : []
    self.checkpoints = checkpoints
    self.saves = saves
    self.best = best
    self.progress = progress
    schedule = BatchSchedule(
      sampleCount: data.count, batchSize: options.batchSize, seed: model.seed,
      shuffle: options.shuffle)
    step = try TrainingStep(
      graph, compilation, labels: data.labelKinds,
      batchSize: min(options.batchSize, max(data.count, 1)), leafCount: options.leafCount,
      exchange: options.exchange, verifies: options.verificationInterval != nil, in: group)
    try best?.check(step.scores, validates: validation != nil)
    if let validation, group.isFirst {
      evaluator = try Evaluator(graph, compilation, labels: validation.labelKinds)
    } else {
      evaluator = nil
    }
    run = RunDescription(
      epochs: options.epochs, stepsPerEpoch: schedule.stepsPerEpoch,
      worldSize: group.worldSize, hostCount: group.hostCount,
      exchange: group.worldSize == 1
        ? "solo" : options.exchange.resolved(for: group).rawValue)
    if let fingerprint { self.fingerprint = fingerprint }
  }

  /// Trains until the last epoch, or the last step that was asked for, is done.
  ///
  /// - Returns: the numbers of the epochs that ended in this run; the same on every rank.
  package func train() throws -> History {
    defer { group.rest() }
    try step.restore(model.currentState())
    callbacks.forEach { $0.trainingBegan(run) }
    let history: History
    do {
      history = try trainEpochs()
    } catch {
      // The file that is being written is the one to go on from.
      try? checkpoints?.finish()
      throw error
    }
    try checkpoints?.finish()
    try keepState()
    callbacks.forEach { $0.trainingEnded(run) }
    return history
  }

  /// The samples that this rank has computed.
  package var computedSampleCount: Int { step.computedSampleCount }

  private var hasReachedLastStep: Bool {
    options.maximumIterations.map { progress.iterations >= $0 } ?? false
  }

  private func trainEpochs() throws -> History {
    var history = History()
    while progress.epoch < options.epochs, !hasReachedLastStep {
      let report = try trainEpoch()
      history.append(report.logs, epoch: report.epoch)
      Heartbeat.report(.betweenSteps)
      callbacks.forEach { $0.epochEnded(report, of: run) }
    }
    return history
  }

  private func trainEpoch() throws -> EpochReport {
    let epoch = progress.epoch
    callbacks.forEach { $0.epochBegan(epoch, of: run) }
    let clock = ContinuousClock()
    let start = clock.now
    let firstStep = progress.stepInEpoch
    let order = schedule.order(epoch: progress.generatorEpoch)

    while progress.stepInEpoch < schedule.stepsPerEpoch, !hasReachedLastStep {
      injector?.strike(beforeStep: progress.iterations + 1)
      let places = schedule.batch(step: progress.stepInEpoch)
      let batch = order[places]
      let outcome = try step(
        TrainingStep.Batch(
          places: batch,
          draws: SampleDraws(
            seed: model.seed, epoch: progress.generatorEpoch, firstSample: places.lowerBound),
          epoch: epoch + 1, iteration: progress.iterations + 1),
        of: data, saying: saves.requests(on: group), verifying: isVerificationDue)
      if let what = outcome.notFinite {
        try leaveOut(what)
      } else {
        leftOutCount = 0
        progress.add(outcome.totals, sampleCount: batch.count)
        report(outcome.totals, sampleCount: batch.count)
      }
      try save(after: outcome.totals.flags)
    }

    let duration = try group.maximum((clock.now - start).seconds)
    let stepCount = progress.stepInEpoch - firstStep
    let sums = progress.sums
    let isWhole = progress.stepInEpoch == schedule.stepsPerEpoch
    if isWhole { progress.endEpoch() }
    let validated = try validate()
    let logs = logs(sums, validation: validated?.means ?? [])
    let checkpointDuration = try clock.measured {
      try writeCheckpoint(isBest: isWhole && isBest(logs))
    }
    return EpochReport(
      epoch: epoch, logs: logs, stepCount: stepCount,
      duration: .seconds(duration), validationDuration: validated?.duration,
      checkpointDuration: checkpoints == nil ? nil : checkpointDuration)
  }

  private var isVerificationDue: Bool {
    options.verificationInterval.map { (progress.iterations + 1).isMultiple(of: $0) } ?? false
  }

  private func report(_ totals: StepTotals, sampleCount: Int) {
    guard !callbacks.isEmpty else { return }
    let report = BatchReport(
      doneSteps: progress.stepInEpoch, iterations: progress.iterations,
      loss: step.scores.totalLoss(totals.sums) / Double(sampleCount),
      logs: logs(progress.sums))
    callbacks.forEach { $0.stepEnded(report, of: run) }
  }

  private func validate() throws -> (means: Scores.Means, duration: Duration)? {
    guard let validation else { return nil }
    let clock = ContinuousClock()
    let start = clock.now
    let means = try group.shared(step.scores.names) { [evaluator, step] in
      try step.withVariables { try evaluator?.evaluate(validation, $0) }
    }
    return (means, clock.now - start)
  }

  private func logs(_ sums: EpochSums, validation: Scores.Means = []) -> Logs {
    let width = step.scores.count
    let values = sums.sums.isEmpty ? [Double](repeating: 0, count: width) : sums.sums
    return Logs(
      step.scores.means(values, sampleCount: sums.sampleCount), validation: validation)
  }
}

extension Clock where Duration == Swift.Duration {
  /// How long `body` took.
  fileprivate func measured(_ body: () throws -> Void) rethrows -> Swift.Duration {
    let start = now
    try body()
    return start.duration(to: now)
  }
}
