import Datasets
import Engine
import Layers
import Parallel

extension Trainer {
  /// Trains epoch after epoch.
  func trainEpochs() throws -> History {
    var history = History()
    while progress.epoch < options.epochs, !hasReachedLastStep, !progress.isStopped {
      let report = try trainEpoch()
      history.append(report.logs, epoch: report.epoch)
    }
    return history
  }

  private func trainEpoch() throws -> EpochReport {
    let epoch = progress.epoch
    // A run that resumes in the middle of an epoch has already begun it.
    if progress.stepInEpoch == 0 {
      tell { try $0.epochBegan(epoch, of: context) }
      try carryOut(shareRequest())
    }
    report { try $0.epochBegan(epoch, of: context) }
    let clock = ContinuousClock()
    let start = clock.now
    step.clock.beginSteps()
    let firstStep = progress.stepInEpoch
    try trainSteps(of: epoch)
    // The requests of the last step's callbacks.
    try carryOut(shareRequest())

    let duration = try group.maximum((clock.now - start).seconds)
    let stepCount = progress.stepInEpoch - firstStep
    let sums = progress.sums
    let isWhole = progress.stepInEpoch == schedule.stepsPerEpoch
    try group.together(Result { try data.checkFiles() })
    if isWhole { progress.endEpoch() }
    keepProgress()
    let validated = try validate()
    let logs = epochLogs(sums, validation: validated?.means ?? [])
    var report = EpochReport(
      epoch: epoch, logs: logs, stepCount: stepCount, isWhole: isWhole || progress.isStopped,
      duration: .seconds(duration), validationDuration: validated?.duration)
    Heartbeat.report(.betweenSteps)
    if report.isWhole {
      tell { try $0.epochEnded(report, of: context) }
      try carryOut(shareRequest())
    }
    // What `--max-steps` ends within an epoch, another run goes on with.
    let held = try clock.measured {
      try writeCheckpoint(
        isBest: isWhole && isBest(logs), isTarget: isWhole || progress.isStopped)
    }
    if checkpoints != nil { report.checkpointDuration = held }
    report.times = try takeTimes()
    Heartbeat.report(.betweenSteps)
    self.report { try $0.epochEnded(report, of: context) }
    return report
  }

  private func trainSteps(of epoch: Int) throws {
    let order = schedule.order(epoch: progress.generatorEpoch)
    while progress.stepInEpoch < schedule.stepsPerEpoch, !hasReachedLastStep, !progress.isStopped {
      injector?.strike(beforeStep: progress.iterations + 1)
      try checkLearningRate()
      let positions = schedule.batch(step: progress.stepInEpoch)
      let batch = StepBatch(
        indices: order[positions],
        draws: SampleDraws(
          seed: model.seed, epoch: progress.generatorEpoch, firstSample: positions.lowerBound),
        epoch: epoch + 1, iteration: progress.iterations + 1)
      try stepBegins?(batch)
      let outcome = try step(
        batch, of: data, saying: requests, verifying: isVerificationDue, decide: decide)
      if outcome.isPostponed {
        try carryOutPostponed()
        continue
      }
      if let what = outcome.notFinite {
        // Every rank has all samples, so all find the same.
        if options.nonFinite == .stop, let error = data.firstNotFinite(among: batch.indices) {
          throw error
        }
        try skipStep(what, outcome.ranks)
      } else {
        progress.add(outcome.totals, sampleCount: positions.count)
        model.iterations = progress.iterations
        if let record = outcome.digests { digested?(record) }
        report(outcome.totals, sampleCount: positions.count)
      }
      try save(after: outcome.totals.flags)
    }
  }

  /// - Throws: `TrainingError.invalidValue` where a schedule of a program's own gives a learning
  ///   rate that would make all weights NaN, or undo what was learnt.
  private func checkLearningRate() throws(TrainingError) {
    let rate = currentLearningRate
    guard rate.isFinite, rate >= 0 else {
      throw .invalidValue(
        of: "the learning rate of \(step.optimizer.learningRate.className) at step "
          + "\(progress.iterations + 1)", expected: "a number from 0 up", found: "\(rate)")
    }
  }

  private var isVerificationDue: Bool {
    options.verificationInterval.map { (progress.iterations + 1).isMultiple(of: $0) } ?? false
  }

  private func report(_ totals: StepTotals, sampleCount: Int) {
    guard !callbacks.isEmpty || !reporters.isEmpty else { return }
    let report = BatchReport(
      epoch: progress.epoch, doneSteps: progress.stepInEpoch, iterations: progress.iterations,
      loss: step.scores.totalLoss(totals.sums) / Double(sampleCount),
      logs: logs(progress.sums))
    recording(.callbacks) {
      tell { try $0.stepEnded(report, of: context) }
      self.report { try $0.stepEnded(report, of: context) }
    }
  }

  private func validate() throws -> (means: Scores.Means, duration: Duration)? {
    guard let validation else { return nil }
    let clock = ContinuousClock()
    let start = clock.now
    step.clock.end(.between)
    defer { step.clock.end(.validation) }
    let means = try recordingAlways(.evaluation) {
      if options.evaluationRanks == .all, let evaluator {
        return try group.evaluateTogether(evaluator, validation, step.memory.modelVariables)
      }
      return try group.shared(step.scores.names) { [evaluator, step] in
        try evaluator?.evaluate(validation, step.memory.modelVariables)
      }
    }
    return (means, clock.now - start)
  }

  /// The means of an epoch; an epoch whose every update was skipped has none, and is never best.
  private func logs(_ sums: EpochSums, validation: Scores.Means = []) -> Logs {
    let means =
      sums.sampleCount == 0 ? [] : step.scores.means(sums.sums, sampleCount: sums.sampleCount)
    return Logs(means, validation: validation)
  }

  /// Returns an epoch's logs, with the rate of its last update if a callback changes it.
  private func epochLogs(_ sums: EpochSums, validation: Scores.Means) -> Logs {
    let logs = logs(sums, validation: validation)
    return logsLearningRate ? logs.adding("learning_rate", Double(currentLearningRate)) : logs
  }
}

extension Clock where Duration == Swift.Duration {
  /// Returns the duration of `body`.
  fileprivate func measured(_ body: () throws -> Void) rethrows -> Swift.Duration {
    let start = now
    try body()
    return start.duration(to: now)
  }
}
