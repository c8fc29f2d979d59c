import Datasets
package import Models
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
  private let callbacks: [any Callback]
  private let checkpoints: CheckpointWriter?
  private var saves: CheckpointSchedule

  /// How far the run has come.
  var progress: TrainingProgress

  /// Lays out a run; every rank calls it.
  ///
  /// Weights and slots are the model's, `progress` says where to go on. A checkpoint is written at
  /// the end of every epoch and when `saves` says so, on rank 0. `fingerprint` is the training data's, where it is known.
  ///
  /// - Throws: `ModelError`, `TrainingError` or `ParallelError` for what does not fit.
  package init(
    _ model: Model, on data: TrainingData, options: TrainingOptions,
    progress: TrainingProgress, validation: TrainingData? = nil, callbacks: [any Callback] = [],
    checkpoints: CheckpointWriter? = nil, saves: CheckpointSchedule = CheckpointSchedule(),
    fingerprint: String? = nil, in group: ProcessGroup
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
    self.progress = progress
    schedule = BatchSchedule(
      sampleCount: data.count, batchSize: options.batchSize, seed: model.seed,
      shuffle: options.shuffle)
    step = try TrainingStep(
      graph, compilation, labels: data.labelKinds,
      batchSize: min(options.batchSize, max(data.count, 1)), leafCount: options.leafCount,
      exchange: options.exchange, in: group)
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
    var history = History()
    while progress.epoch < options.epochs, !hasReachedLastStep {
      let report = try trainEpoch()
      history.append(report.logs, epoch: report.epoch)
      Heartbeat.report(.betweenSteps)
      callbacks.forEach { $0.epochEnded(report, of: run) }
    }
    try keepState()
    callbacks.forEach { $0.trainingEnded(run) }
    return history
  }

  /// The samples that this rank has computed.
  package var computedSampleCount: Int { step.computedSampleCount }

  private var hasReachedLastStep: Bool {
    options.maximumIterations.map { progress.iterations >= $0 } ?? false
  }

  private func trainEpoch() throws -> EpochReport {
    let epoch = progress.epoch
    callbacks.forEach { $0.epochBegan(epoch, of: run) }
    let clock = ContinuousClock()
    let start = clock.now
    let firstStep = progress.stepInEpoch
    let order = schedule.order(epoch: progress.generatorEpoch)

    while progress.stepInEpoch < schedule.stepsPerEpoch, !hasReachedLastStep {
      let places = schedule.batch(step: progress.stepInEpoch)
      let batch = order[places]
      let totals = try step(
        TrainingStep.Batch(
          places: batch,
          draws: SampleDraws(
            seed: model.seed, epoch: progress.generatorEpoch, firstSample: places.lowerBound),
          epoch: epoch + 1, iteration: progress.iterations + 1),
        of: data, saying: saves.requests(on: group))
      progress.add(totals, sampleCount: batch.count)
      if !callbacks.isEmpty {
        let report = BatchReport(
          doneSteps: progress.stepInEpoch, iterations: progress.iterations,
          loss: step.scores.totalLoss(totals.sums) / Double(batch.count),
          logs: logs(progress.sums))
        callbacks.forEach { $0.stepEnded(report, of: run) }
      }
      try save(after: totals.flags)
    }

    let duration = try group.maximum((clock.now - start).seconds)
    let stepCount = progress.stepInEpoch - firstStep
    let sums = progress.sums
    try checkFiniteness()
    if progress.stepInEpoch == schedule.stepsPerEpoch { progress.endEpoch() }
    let validated = try validate()
    let checkpointDuration = try clock.measured { try writeCheckpoint() }
    return EpochReport(
      epoch: epoch, logs: logs(sums, validation: validated?.means ?? []), stepCount: stepCount,
      duration: .seconds(duration), validationDuration: validated?.duration,
      checkpointDuration: checkpoints == nil ? nil : checkpointDuration)
  }

  /// An update's gradients are checked at the next step; the last ones here.
  private func checkFiniteness() throws {
    guard try group.holdsEverywhere(step.lastUpdateWasFinite) else {
      throw TrainingError.notFinite(
        what: "a gradient", epoch: progress.epoch + 1, iteration: progress.iterations)
    }
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

  /// Saves in the middle of an epoch where it is time to; at its end that is done in any case.
  ///
  /// - Throws: `TrainingError.interrupted` once all is saved, where the run was asked to end.
  private func save(after flags: StepFlags) throws {
    let isMidEpoch = progress.stepInEpoch < schedule.stepsPerEpoch
    if isMidEpoch, saves.isDue(afterStep: progress.iterations, flags) {
      try checkFiniteness()
      try writeCheckpoint()
    }
    guard flags.contains(.stopRequested) else { return }
    if !isMidEpoch {
      try checkFiniteness()
      progress.endEpoch()
      try writeCheckpoint()
    }
    throw TrainingError.interrupted(
      iteration: progress.iterations, checkpoint: checkpoints?.newest)
  }

  private func writeCheckpoint() throws {
    defer { saves.saved() }
    guard let checkpoints else { return }
    let slots = try step.collectSlots()
    guard let slots else { return group.expectFirstToWork() }
    try checkpoints.write(checkpoint(step.state(), slots: slots))
  }

  /// Takes weights and slots over into the model, on every rank.
  private func keepState() throws {
    var slots = try step.collectSlots() ?? []
    let slotCount = compilation.optimizer.slotNames.count * step.parameterSpace.count
    if slots.isEmpty { slots = [Float](repeating: 0, count: slotCount) }
    try group.broadcast(&slots)
    var state = step.state()
    state.slots = slots
    state.iterations = progress.iterations
    state.epochs = progress.generatorEpoch
    // No rank may give the window back, or begin another run, while another still reads it.
    try group.worldBarrier()
    model.state = state
    try step.close()
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
