import Datasets
import Engine
package import Layers
package import Parallel

/// The training loop: epochs of batches in a shuffled order, each batch a step of all ranks.
package final class Trainer {
  let model: Model
  let compilation: Compilation
  let options: TrainingOptions
  let data: TrainingData
  let group: ProcessGroup
  let step: TrainingStep
  let schedule: BatchSchedule
  let graph: Graph
  let validation: TrainingData?
  let evaluator: Evaluator?

  /// The callbacks, on rank 0.
  let callbacks: [any Callback]
  /// The reporters, on rank 0: called after the callbacks, and at an epoch's end after the
  /// checkpoint.
  let reporters: [any Callback]
  /// The context of callbacks.
  let context: RunContext

  let checkpoints: CheckpointWriter?
  var saves: CheckpointSchedule
  /// The best epoch so far, where a number is monitored.
  package internal(set) var best: BestCheckpoint?
  /// The checksum of the run's first weights, on rank 0, where they are those of a file.
  var initialWeights: String?
  /// The steps after which a callback has put back weights, in order, on rank 0 also those of the
  /// runs before a resumed one.
  var restorations: [Int]
  /// The classes of the callbacks that have set the learning rate; see
  /// `CheckpointHeader.rateSetters`.
  var rateSetters: [String]
  /// The trace of the run.
  private let trace: RunTrace?
  /// Called before each step with its batch.
  var stepBegins: ((StepBatch) throws -> Void)?
  /// Called on rank 0 with the digests of every step, where they are computed.
  var digested: ((DigestRecord) -> Void)?
  /// Called on rank 0 where the records that `digested` took must be in their file: before a
  /// checkpoint, from which a run may go on, and when the loop ends.
  var flushDigests: (() -> Void)?
  /// Called on rank 0 after each save, for measurements: with the times when the loop was blocked
  /// and when it continued.
  package var saveEnded: SaveObserver?
  /// The times of what came after the last epoch's report.
  package internal(set) var lastTimes: EpochTimes?
  /// The progress at the last save; nil where something has changed since.
  var savedProgress: TrainingProgress?
  /// Whether rollbacks return to the last save.
  var savedTarget = false
  /// The copies for saves, allocated at the first one.
  var snapshot: RunSnapshot?
  /// The checkpoint that is written when rank 0 has the whole snapshot.
  var pendingSave: PendingSave?

  package typealias SaveObserver =
    (_ start: ContinuousClock.Instant, _ end: ContinuousClock.Instant) -> Void

  /// The progress of the run.
  package internal(set) var progress: TrainingProgress
  /// The request that postponed a step.
  var postponed = RunRequest()
  /// Whether the run ends by an error of rank 0 that every rank knows of.
  var failureIsShared = false
  /// Whether rank 0 has callbacks.
  var hasCallbacks = false
  /// Whether each epoch's logs have the learning rate.
  var logsLearningRate = false
  /// The callbacks' states in the resumed checkpoint.
  private let savedCallbacks: [CallbackRecord]
  private let resumedPath: String?

  private(set) lazy var fingerprint = givenFingerprint ?? data.fingerprint
  private let givenFingerprint: String?
  /// The injector of faults on this rank.
  let injector: FaultInjector?

  /// Lays out a run; collective.
  ///
  /// - Parameters:
  ///   - model: The compiled model, with the weights and slots to begin with.
  ///   - data: The training data.
  ///   - options: The options of the loop.
  ///   - progress: The progress of the run.
  ///   - resumed: The checkpoint to resume from on rank 0, and the progress on every rank.
  ///   - validation: The validation data, evaluated after each epoch.
  ///   - callbacks: The callbacks.
  ///   - reporters: The reporters.
  ///   - checkpoints: The writer of checkpoints at the end of every epoch and according to `saves`.
  ///   - saves: The schedule of further saves and early stops.
  ///   - best: The state of the best checkpoint.
  ///   - fingerprint: The fingerprint of the training data, if known.
  ///   - injector: The injector of faults.
  ///   - trace: The trace of the run.
  ///   - group: The processes.
  /// - Throws: `ModelError`, `TrainingError` or `ParallelError` for invalid arguments.
  package init(
    _ model: Model, on data: TrainingData, options: TrainingOptions,
    progress: TrainingProgress, resumed: ResumedRun? = nil, validation: TrainingData? = nil,
    callbacks: [any Callback] = [], reporters: [any Callback] = [],
    checkpoints: CheckpointWriter? = nil, saves: CheckpointSchedule = CheckpointSchedule(),
    best: BestCheckpoint? = nil, fingerprint: String? = nil, injector: FaultInjector? = nil,
    trace: RunTrace? = nil, in group: ProcessGroup
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
    self.reporters = group.isFirst ? reporters : []
    self.checkpoints = checkpoints
    self.saves = saves
    self.best = best
    self.injector = injector
    self.trace = trace
    let progress = resumed?.progress ?? progress
    self.progress = progress
    savedCallbacks = resumed?.checkpoint?.header.callbacks ?? []
    resumedPath = resumed?.path
    restorations = resumed?.checkpoint?.header.restorations ?? []
    rateSetters = resumed?.checkpoint?.header.rateSetters ?? []
    givenFingerprint = fingerprint
    schedule = BatchSchedule(
      sampleCount: data.count, batchSize: options.batchSize, seed: model.seed,
      shuffle: options.shuffle)
    let memory = try RunMemory.of(model, compilation.optimizer, options.exchange, in: group)
    step = try unsafe TrainingStep(
      graph, compilation.withRate(progress.learningRate), labels: data.labelKinds,
      batchSize: min(options.batchSize, max(data.count, 1)), leafCount: options.leafCount,
      exchange: options.exchange, memory: memory, verifies: options.verificationInterval != nil,
      corrupting: injector?.corruption, delaying: injector?.delay, timeline: trace?.steps,
      in: group)
    let directions = MonitorDirections(step.scores, validates: validation != nil)
    try self.best?.settle(directions)
    if let validation, group.isFirst || options.evaluationRanks == .all {
      evaluator = try Evaluator(graph, compilation, labels: validation.labelKinds)
    } else {
      evaluator = nil
    }
    context = RunContext(
      model: model, epochs: options.epochs, initialEpoch: progress.epoch,
      isResumed: resumed != nil, stepsPerEpoch: schedule.stepsPerEpoch,
      worldSize: group.worldSize, hostCount: group.hostCount,
      exchange: group.worldSize == 1 ? "solo" : options.exchange.resolved(for: group).rawValue,
      directions: directions, data: data, batchSize: options.batchSize)
    if let resumed { try takeOver(resumed) }
    if let directory = checkpoints?.directory { try checkCheckpoints(in: directory) }
    model.optimizerState = memory.optimizerState
  }

  /// Restores the saved state; collective.
  private func takeOver(_ resumed: ResumedRun) throws {
    let memory = step.memory
    let checkpoint = resumed.checkpoint
    try memory.receive(try checkpoint?.state(of: model), compilation.optimizer)
    try memory.receiveKept(checkpoint)
    if let rate = progress.learningRate { model.optimizer?.learningRate = rate }
    keepProgress()
  }

  /// Trains until the last epoch, the step limit, or a callback's stop.
  ///
  /// - Returns: The history of the epochs that ended in this run, the same on every rank.
  package func train() throws -> History {
    defer {
      flushDigests?()
      group.rest()
    }
    let history: History
    step.clock.restart()
    do {
      try begin()
      history = try trainEpochs()
      try end()
      try writeTrace()
      try reportLastTimes()
    } catch {
      // The file that is being written is the one to go on from; the first error is the one told.
      // Where all ranks agree on the error they can still bring the file's last parts to rank 0.
      if failureIsShared || (error as? TrainingError)?.isEveryRanks == true {
        try? finishSaves()
        try? writeTrace()
        try? reportLastTimes()
        if failureIsShared { try? close() }
      } else {
        try? checkpoints?.finish()
      }
      throw error
    }
    try close()
    report { try $0.trainingEnded(context) }
    try carryOut(shareRequest())
    return history
  }

  /// Frees the memory of the steps and saves; collective.
  private func close() throws {
    // No rank may free memory, or begin another run, while another still reads it.
    try group.worldBarrier()
    try snapshot?.close()
    try step.close()
  }

  private func writeTrace() throws {
    try trace?.write(graph.calls.map(\.name))
  }

  private func begin() throws {
    if options.nonFinite != .rollback {
      step.memory.kept[KeptWeights.rollbackTarget] = nil
    } else if step.memory.kept[KeptWeights.rollbackTarget] == nil {
      takeRollbackTarget()
    }
    let facts = try group.fromFirst { () -> [UInt8] in
      [callbacks.isEmpty ? 0 : 1, callbacks.contains { $0 is any LearningRateCallback } ? 1 : 0]
    }
    (hasCallbacks, logsLearningRate) = (facts[0] == 1, facts[1] == 1)
    tell { try $0.trainingBegan(context) }
    context.keepingFailure(restoreCallbacks)
    report { try $0.trainingBegan(context) }
    try carryOut(shareRequest())
  }

  /// Gives the callbacks their states in the resumed checkpoint.
  private func restoreCallbacks() throws {
    for record in savedCallbacks
    where callbacks.indices.contains(record.index) && !record.state.isEmpty {
      callbacks[record.index].state = record.state
      guard (callbacks[record.index] as? any MonitoringCallback)?.hasTaken(record.state) ?? true
      else {
        throw CheckpointError.malformed(
          path: resumedPath ?? "the checkpoint", what: "metadata callbacks",
          expected: "a state that \(record.className) can have")
      }
    }
  }

  private func end() throws {
    // A run that ends at the step limit will be resumed: its training has not ended.
    if progress.epoch >= options.epochs || progress.isStopped {
      tell { try $0.trainingEnded(context) }
    }
    let request = try shareRequest()
    try carryOut(request)
    if !request.actions.isEmpty { try writeCheckpoint(isTarget: true) }
    try finishSaves()
    keepProgress()
  }

  /// Stores the progress in the model.
  func keepProgress() {
    model.iterations = progress.iterations
    model.epochs = progress.generatorEpoch
  }

  /// Adds what each rank reads and computes to the records of `digested`; collective.
  func digestRanks() {
    step.rankDigester = RankDigester(
      of: step,
      inputs: graph.inputs.map { (graph.calls[$0].name, graph.calls[$0].outputShape.dimensions) })
  }

  /// The number of samples that this rank has computed.
  package var computedSampleCount: Int { step.computedSampleCount }

  /// Whether the step limit is reached.
  var hasReachedLastStep: Bool {
    options.maximumIterations.map { progress.iterations >= $0 } ?? false
  }
}
