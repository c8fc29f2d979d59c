public import Datasets
import Engine
import FileFormats
import Foundation
import Kernels
public import Layers
public import Parallel

/// A training run from the first agreement of the ranks to the last checkpoint, as in `fit` and
/// `lockstep train`.
///
/// Every rank of the group creates one with the same arguments, and calls `start()` once.
///
/// ```swift
/// let run = try TrainingRun(
///   model, x, y, epochs: 5, batchSize: 128,
///   options: RunOptions(checkpoints: CheckpointOptions("runs/a", resume: .ifPresent)), on: group)
/// let history = try run.start()
/// group.print(run.newestCheckpoint ?? "nothing saved")
/// ```
public final class TrainingRun {
  /// The model.
  public let model: Model
  /// The checkpoint from which the run resumes, on rank 0; nil for a new run.
  public var resumedFrom: String? { resumed?.path }
  /// The newest complete checkpoint on disk, on rank 0.
  public var newestCheckpoint: String? { writer?.newest ?? resumed?.path }

  /// The loop.
  package let trainer: Trainer
  /// The log, on rank 0.
  package let log: RunLog?
  /// The report, on rank 0.
  let report: RunReport?
  /// The writer of TensorBoard's files, on rank 0.
  let board: TensorBoard?
  /// The folder for checkpoints, on rank 0.
  package let directory: CheckpointDirectory?

  let group: ProcessGroup
  let options: RunOptions
  private let writer: CheckpointWriter?
  private let resumed: ResumedRun?

  /// Prepares a run of a model with any number of inputs and outputs; collective over the group.
  ///
  /// See `Model.fit` for the arguments.
  ///
  /// - Throws: `ParallelError.disagreement` when ranks have different arguments, models, weights or
  ///   data; and the errors of `fit`.
  public convenience init(
    _ model: Model, _ x: [Samples], _ y: [Labels], epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, validationData: ([Samples], [Labels])? = nil,
    shuffle: Bool = true, classWeight: [Int: Float]? = nil, sampleWeight: [Float]? = nil,
    initialEpoch: Int = 0, verbose: Verbosity = .bar, callbacks: [any Callback] = [],
    options: RunOptions = RunOptions(), on group: ProcessGroup = .solo
  ) throws {
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try model.checkViews(x, y)
    var parts = try TrainingParts(
      TrainingData(x, y, weights: sampleWeight),
      validation: validationData.map { TrainingData($0.0, $0.1) }, split: validationSplit)
    if let classWeight {
      parts.train = try parts.train.weighted(byClass: classWeight, for: model.graph())
    }
    try self.init(
      model, parts,
      TrainingOptions(
        epochs: epochs, batchSize: batchSize, shuffle: shuffle, initialEpoch: initialEpoch,
        options),
      verbose: verbose, callbacks: callbacks, options: options, in: group)
  }

  /// Prepares a run on given data; collective over the group.
  package init(
    _ model: Model, _ parts: TrainingParts, _ settings: TrainingOptions, verbose: Verbosity,
    callbacks: [any Callback], options: RunOptions, in group: ProcessGroup
  ) throws {
    try ProcessGroup.prepareProcessor()
    try model.checkNotInCallback("fit")
    try callbacks.check(beside: model.compilation?.optimizer.learningRate)
    let options = try options.merging(callbacks)
    try settings.check()
    try options.check()
    if let timeout = options.timeout { group.timeout = timeout }
    try options.checkFiles(of: callbacks)
    try model.checkConfiguration()
    let fingerprint = try RunAgreement(model, parts, settings, options).enter(group)
    self.model = model
    self.group = group
    self.options = options
    if group.isFirst, !model.isWarned, let compilation = model.compilation {
      model.isWarned = true
      for warning in compilation.warnings(try model.graph()) { Warnings.write(warning) }
    }
    let checkpoints = options.checkpoints
    var folder: CheckpointDirectory?
    try group.onFirst { folder = try checkpoints?.open() }
    directory = folder
    // A single rank needs the fingerprint, which reads all data, only for these.
    let data = try checkpoints == nil && options.digestLog == nil ? nil : fingerprint()
    let resumed: ResumedRun? =
      if let data, checkpoints?.resume == .ifPresent {
        try ResumedRun(
          from: folder, for: model,
          run: RunIdentity(
            seed: model.seed, batchSize: settings.batchSize, leafCount: settings.leafCount,
            shuffle: settings.shuffle, data: data),
          form: parts.train.form { false }, monitor: checkpoints?.monitor,
          callbacks: CallbackRecord.records(of: callbacks),
          limits: ProgressLimits(
            sampleCount: parts.train.count, batchSize: settings.batchSize, epochs: settings.epochs,
            initialEpoch: settings.initialEpoch, modelIsNew: options.modelIsNew),
          in: group
        ) { Warnings.write("set aside a damaged checkpoint: \($1), now \($0)") }
      } else { nil }
    self.resumed = resumed
    writer = checkpoints.map { checkpoints in
      CheckpointWriter(
        folder, keeping: checkpoints.keep, observers: CheckpointWriter.observers(options.faults))
    }
    let facts = options.settings(of: model, parts, settings, resumed, in: group)
    var (log, report): (RunLog?, RunReport?)
    try group.onFirst {
      log = try options.log.map { path in
        try RunLog(
          path, settings: facts,
          after: resumed.map { ($0.progress.epoch, $0.progress.iterations) })
      }
      report = try options.makeReport(of: model, facts, epochs: settings.epochs, resumed)
    }
    (self.log, self.report) = (log, report)
    board = group.isFirst ? options.board : nil
    let trace = try options.trace.map { path in
      try RunTrace(
        path, of: options.tracedSteps(after: resumed?.progress.iterations ?? model.iterations),
        model.graph(), in: group)
    }
    if let writes = trace?.writes { writer?.observers.insert(writes.observe, at: 0) }
    trainer = try Trainer(
      model, on: parts.train, options: settings,
      progress: TrainingProgress(of: model, initialEpoch: settings.initialEpoch),
      resumed: resumed, validation: parts.validation, callbacks: callbacks,
      reporters: verbose.callbacks
        + options.reporters(log, board, report), checkpoints: writer,
      saves: CheckpointSchedule(every: checkpoints?.interval) {
        checkpoints != nil && StopSignals.wasNoted
      },
      best: Self.best(resumed, checkpoints),
      fingerprint: data, injector: FaultInjector(options.faults, rank: group.rank),
      trace: trace, in: group)
    if group.isFirst, checkpoints != nil {
      trainer.initialWeights =
        resumed == nil
        ? try model.loadedWeightsChecksum() : resumed?.checkpoint?.header.initialWeights
    }
    if let path = options.digestLog {
      trainer.step.digester = StepDigester(
        of: trainer.step, gradients: options.digestsGradients)
      if options.digestsRanks { trainer.digestRanks() }
      try group.onFirst {
        let facts = try options.digestSettings(of: model, parts, settings, data: data, in: group)
        let log = try DigestLog(path, settings: facts, after: resumed?.progress.iterations)
        if facts["exchange"] != nil {
          Warnings.write(
            "\(path): the sums of the exchange mpi depend on the ranks; audit and replay cannot "
              + "compute them again alone")
        }
        trainer.digested = { log.write($0) }
        trainer.flushDigests = { log.flush() }
      }
    }
    if let path = checkpoints?.directory, checkpoints?.resume == .ifPresent {
      announce(resumed, path, verbose)
    }
    model.loadedWeights = nil
  }

  /// Trains the model; collective, once.
  ///
  /// - Returns: loss and metrics of each epoch that ended in this run; the same on every rank.
  /// - Throws: `TrainingError`, what callbacks throw, errors of checkpoints, or MPI's errors.
  @discardableResult
  public func start() throws -> History {
    // A thread that has written the last checkpoint may refer to the folder for a little longer.
    defer { directory?.unlock() }
    if options.checkpoints != nil { StopSignals.note() }
    defer { if options.checkpoints != nil { StopSignals.forget() } }
    let history: History
    do {
      history = try trainer.train()
    } catch {
      report?.stop(error)
      throw error
    }
    if options.checkpoints?.removesWhenDone == true { try directory?.removeCheckpoints() }
    endReports()
    return history
  }

  /// The best checkpoint so far, with this run's direction of improvement.
  private static func best(
    _ resumed: ResumedRun?, _ checkpoints: CheckpointOptions?
  ) -> BestCheckpoint? {
    let mode = checkpoints?.mode ?? .auto
    var best = resumed?.best ?? checkpoints?.monitor.map { BestCheckpoint(monitor: $0) }
    best?.mode = mode
    return best
  }

  private func announce(_ resumed: ResumedRun?, _ directory: String, _ verbose: Verbosity) {
    guard group.isFirst else { return }
    if let path = resumed?.path {
      if let loaded = model.loadedWeights {
        Warnings.write(
          "the weights of \(loaded) are not used: the run goes on with those of \(path)")
      }
      if verbose != .silent {
        Terminal.standardOutput.write("Resuming from \(path.onOneLine(limit: .max))\n")
      }
    } else {
      Warnings.write("\(directory) holds no checkpoint; starting afresh")
    }
  }
}

@available(*, unavailable)
extension TrainingRun: Sendable {}
