package import Datasets
package import Models
package import Parallel

/// Trains a model: epochs of batches in a shuffled order, each batch a step of all ranks.
package final class Trainer {
  /// Data that are looked at after each epoch.
  package typealias Validation = (samples: Samples, labels: Labels)

  let model: Model
  let compilation: Compilation
  let options: TrainingOptions
  let samples: Samples
  let labels: Labels
  let group: ProcessGroup
  let step: TrainingStep
  let schedule: BatchSchedule
  let run: RunDescription
  let graph: Graph

  /// What the data's fingerprint is; asked for at the first checkpoint where nobody said it.
  private(set) lazy var fingerprint = dataFingerprint(samples, labels)

  private let validation: Validation?
  private let evaluator: Evaluator?
  private let callbacks: [any Callback]
  private let checkpoints: CheckpointWriter?

  /// How far the run has come.
  var progress: TrainingProgress

  /// Lays out a run; every rank calls it.
  ///
  /// Weights and slots are the model's, `progress` says where to go on. A checkpoint is written at
  /// the end of every epoch, on rank 0. `fingerprint` is the training data's, where it is known.
  ///
  /// - Throws: `ModelError`, `TrainingError` or `ParallelError` for what does not fit.
  package init(
    _ model: Model, on samples: Samples, _ labels: Labels, options: TrainingOptions,
    progress: TrainingProgress, validation: Validation? = nil, callbacks: [any Callback] = [],
    checkpoints: CheckpointWriter? = nil, fingerprint: String? = nil, in group: ProcessGroup
  ) throws {
    guard let compilation = model.compilation else { throw ModelError.notCompiled }
    try options.check()
    graph = try model.graph()
    try compilation.check(samples, labels, against: graph)
    if let validation {
      try compilation.check(validation.samples, validation.labels, against: graph)
    }
    self.model = model
    self.compilation = compilation
    self.options = options
    self.samples = samples
    self.labels = labels
    self.group = group
    self.validation = validation
    self.callbacks = group.isFirst ? callbacks : []
    self.checkpoints = checkpoints
    self.progress = progress
    schedule = BatchSchedule(
      sampleCount: samples.count, batchSize: options.batchSize, seed: model.seed,
      shuffle: options.shuffle)
    step = try TrainingStep(
      graph, compilation, batchSize: min(options.batchSize, max(samples.count, 1)),
      leafCount: options.leafCount, exchange: options.exchange, in: group)
    evaluator =
      validation != nil && group.isFirst ? try Evaluator(graph, compilation) : nil
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
    let state =
      model.state
      ?? ModelState(
        weights: step.parameterSpace.initialWeights(seed: model.seed))
    try step.restore(weights: state.weights, slots: state.slots)
    callbacks.forEach { $0.trainingBegan(run) }
    var history = History()
    while progress.epoch < options.epochs, !hasReachedLastStep {
      let report = try trainEpoch()
      history.append(report.logs, epoch: report.epoch)
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
        batch, of: samples, labels,
        draws: SampleDraws(
          seed: model.seed, epoch: progress.generatorEpoch, firstSample: places.lowerBound),
        epoch: epoch + 1, iteration: progress.iterations + 1)
      progress.add(totals, sampleCount: batch.count)
      if !callbacks.isEmpty {
        let logs = logs(progress.sums)
        callbacks.forEach { $0.stepEnded(progress.stepInEpoch, logs: logs, of: run) }
      }
    }

    let duration = try group.maximum((clock.now - start).seconds)
    let stepCount = progress.stepInEpoch - firstStep
    let sums = progress.sums
    try checkFiniteness()
    if progress.stepInEpoch == schedule.stepsPerEpoch { progress.endEpoch() }
    let validated = try validate()
    let checkpointDuration = try clock.measured { try writeCheckpoint() }
    return EpochReport(
      epoch: epoch, logs: logs(sums, validation: validated?.result), stepCount: stepCount,
      duration: .seconds(duration), validationDuration: validated?.duration,
      checkpointDuration: checkpoints == nil ? nil : checkpointDuration)
  }

  /// An update's gradients are checked at the next step; the last ones here.
  private func checkFiniteness() throws {
    guard try group.holdsEverywhere(step.exchange.lastUpdateWasFinite) else {
      throw TrainingError.notFinite(
        what: "a gradient", epoch: progress.epoch + 1, iteration: progress.iterations)
    }
  }

  private func validate() throws -> (result: Evaluator.Result, duration: Duration)? {
    guard let validation else { return nil }
    let clock = ContinuousClock()
    let start = clock.now
    let result = try group.shared { [evaluator, step] in
      unsafe evaluator?.evaluate(
        validation.samples, validation.labels, weights: UnsafePointer(step.exchange.weights))
    }
    return (result, clock.now - start)
  }

  private func writeCheckpoint() throws {
    guard let checkpoints else { return }
    let slots = try step.collectSlots()
    guard let slots else { return }
    try checkpoints.write(checkpoint(weights: step.weights(), slots: slots))
  }

  /// Takes weights and slots over into the model, on every rank.
  private func keepState() throws {
    var slots = try step.collectSlots() ?? []
    let slotCount = compilation.optimizer.slotNames.count * step.parameterSpace.count
    if slots.isEmpty { slots = [Float](repeating: 0, count: slotCount) }
    try group.broadcast(&slots)
    var state = ModelState(weights: step.weights())
    state.slots = slots
    state.iterations = progress.iterations
    state.epochs = progress.generatorEpoch
    // No rank may give the window back, or begin another run, while another still reads it.
    try group.worldBarrier()
    model.state = state
    try step.exchange.close()
  }

  private func logs(_ sums: EpochSums, validation: Evaluator.Result? = nil) -> Logs {
    let names = compilation.metrics.map(\.identifier)
    func named(loss: Double, accuracy: Double) -> [String: Double] {
      names.contains(Metric.accuracy.identifier)
        ? ["loss": loss, Metric.accuracy.identifier: accuracy] : ["loss": loss]
    }
    return Logs(
      named(loss: sums.meanLoss, accuracy: sums.accuracy),
      validation: validation.map { named(loss: $0.loss, accuracy: $0.accuracy) } ?? [:])
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
