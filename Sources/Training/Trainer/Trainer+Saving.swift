import Datasets
import Engine
import KerasFormat
import Layers
import Parallel

extension Trainer {
  /// A checkpoint with tensors that rank 0 has not received yet.
  struct PendingSave {
    let header: CheckpointHeader
    let isBest: Bool
  }

  /// Saves in the middle of an epoch if a checkpoint is due; the end of an epoch is always saved.
  ///
  /// The error of an earlier save becomes a request to end the run.
  ///
  /// - Throws: `TrainingError.interrupted` after the save if a stop was requested.
  func save(after flags: StepFlags) throws {
    context.keepingFailure { try checkpoints?.check() }
    try advanceSave()
    let isMidEpoch = progress.stepInEpoch < schedule.stepsPerEpoch
    let isDue = isMidEpoch && saves.isDue(afterStep: progress.iterations, flags)
    if isDue || flags.contains(.stopRequested) {
      // What the step's callbacks have asked for belongs before what is saved.
      try carryOut(shareRequest())
      // An end that was decided comes at once: there is nothing to go on with.
      guard !progress.isStopped else { return }
    }
    if isDue { try writeCheckpoint(isTarget: saves.isRegular(afterStep: progress.iterations)) }
    guard flags.contains(.stopRequested) else { return }
    if !isMidEpoch {
      // Decisions of callbacks and the monitored number are not known before the epoch's end, which
      // is left to the resumed run: it writes the same checkpoint again.
      let isWhole = best == nil && !hasCallbacks
      if isWhole { progress.endEpoch() }
      try writeCheckpoint(isTarget: isWhole)
    }
    try finishSaves()
    throw TrainingError.interrupted(
      iteration: progress.iterations, checkpoint: checkpoints?.newest)
  }

  /// Returns whether the completed epoch is the best so far by the monitored number.
  func isBest(_ logs: Logs) -> Bool {
    guard let value = best.flatMap({ logs[$0.monitor] }) else { return false }
    return best?.take(value, iterations: progress.iterations) ?? false
  }

  /// Copies the state of the run, to be written in the background; collective.
  ///
  /// - Parameters:
  ///   - isBest: Whether it is the best checkpoint so far.
  ///   - isTarget: Whether rollbacks return to it from now on: whether every run of these settings,
  ///     interrupted or not, saves here.
  /// - Throws: what went wrong with an earlier save, `TrainingError.corruption`, or MPI's errors.
  func writeCheckpoint(isBest: Bool = false, isTarget: Bool) throws {
    defer { saves.saved() }
    guard checkpoints != nil else { return }
    if isTarget { takeRollbackTarget() }
    // A run that ends at its last save needs no other save.
    guard savedProgress != progress || isBest || isTarget && !savedTarget else { return }
    savedProgress = progress
    savedTarget = isTarget
    try step.verification?.checkMemory(iteration: progress.iterations)
    step.clock.end(.between)
    defer { step.clock.end(.checkpoint) }
    let start = ContinuousClock().now
    _ = try recordingAlways(.snapshot) { try takeSnapshot(withRollbackTarget: !isTarget) }
    flushDigests?()
    pendingSave = PendingSave(header: try header(), isBest: isBest)
    try beginWriting()
    if group.isFirst { saveEnded?(start, ContinuousClock().now) }
  }

  /// Sends the next pieces of a checkpoint to rank 0, and begins to write when it is complete.
  private func advanceSave() throws {
    guard pendingSave != nil else { return }
    try snapshot?.advance()
    try beginWriting()
  }

  private func beginWriting() throws {
    guard let pending = pendingSave, let snapshot, snapshot.isComplete else { return }
    pendingSave = nil
    guard group.isFirst else { return }
    checkpoints?.save(
      iterations: pending.header.progress.iterations, isBest: pending.isBest,
      CheckpointContent(header: pending.header, tensors: tensors(of: snapshot)))
  }

  /// Waits for all writes; collective.
  func finishSaves() throws {
    guard checkpoints != nil || pendingSave != nil else { return }
    step.clock.end(.between)
    defer { step.clock.end(.checkpoint) }
    if pendingSave != nil {
      try snapshot?.complete()
      try beginWriting()
    }
    try group.onFirst { try checkpoints?.finish() }
  }

  /// Writes the model to a file on rank 0; collective.
  func writeModel(to path: String, weightsOnly: Bool) throws {
    let snapshot = try takeSnapshot()
    try snapshot.complete()
    // The copy must not change until it is written.
    try group.onFirst {
      try ModelContent(of: model, tensors: tensors(of: snapshot), weightsOnly: weightsOnly)
        .write(to: path)
    }
  }

  /// Copies what each rank owns, after the last copy is written; collective.
  private func takeSnapshot(withRollbackTarget: Bool = false) throws -> RunSnapshot {
    try finishSaves()
    group.expectWorkOnFirst()
    try group.hostBarrier()
    group.resumeTogether()
    let memory = step.memory
    let keys = memory.kept.keys.sorted().filter {
      withRollbackTarget || $0 != KeptWeights.rollbackTarget
    }
    if let snapshot, !snapshot.fits(memory, keys) {
      try snapshot.close()
      self.snapshot = nil
    }
    let snapshot = try self.snapshot ?? RunSnapshot(of: memory, keeping: keys)
    self.snapshot = snapshot
    try snapshot.take(memory)
    return snapshot
  }
}

// MARK: - Parts of a checkpoint

extension Trainer {
  /// Checks that the run's checkpoints could be read, which is else found with the first of them.
  ///
  /// - Throws: `CheckpointError.unreadable`, or `ModelError` for a model that no file can describe.
  func checkCheckpoints(in directory: CheckpointDirectory) throws {
    let memory = step.memory
    let spaces = [step.parameterSpace, memory.plan.variableSpace]
    let prefixes = memory.slotNames.map { "optimizer/\($0)/" }
    try header().check(
      ([""] + prefixes).flatMap { prefix in
        (prefix.isEmpty ? spaces : [spaces[0]]).flatMap(\.parameters).map {
          (name: prefix + $0.name, shape: $0.shape)
        }
      }, for: model, in: directory.path)
  }

  private func header() throws -> CheckpointHeader {
    let form = try data.form { try model.graph().rescalesBytes }
    return CheckpointHeader(
      progress: progress, model: try model.configuration(),
      compilation: compilation.configuration(), learningRate: currentLearningRate,
      run: identity, best: best,
      callbacks: CallbackRecord.records(
        of: callbacks, keepingWeights: Set(step.memory.kept.keys)),
      columns: form.columns, images: form.images, samples: form.elements,
      initialWeights: initialWeights, restorations: restorations, rateSetters: rateSetters)
  }

  /// The settings that a resumed run must share.
  package var identity: RunIdentity {
    RunIdentity(
      seed: model.seed, batchSize: options.batchSize, leafCount: options.leafCount,
      shuffle: options.shuffle, data: fingerprint)
  }

  private func tensors(of snapshot: RunSnapshot) -> [LentTensor] {
    snapshot.tensors(of: step.parameterSpace, slotNames: step.memory.slotNames)
  }
}
