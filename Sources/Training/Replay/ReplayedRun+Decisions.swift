extension ReplayedRun {
  /// Checks that no callback changes rate or weights between the start and a step.
  ///
  /// - Throws: `ReplayError.decisions`, `.callbacks` or `.restored`.
  func checkDecisions(before step: Int) throws(ReplayError) {
    if let last = restoration(before: step) {
      throw .restored(path: path, step: step, last: last)
    }
    let harmless = ["EarlyStopping", "ModelCheckpoint"]
    // What these decide, they decide between two epochs.
    let known = ["ReduceLROnPlateau", "LearningRateScheduler"]
    let states = header.callbacks.map(\.className).filter { !harmless.contains($0) }
    let setters = Set(header.rateSetters).union(newest.rateSetters).subtracting(states).sorted()
    let names = states + setters
    var others = names.filter { !known.contains($0) }
    // Checkpoints of earlier versions do not name those without a state: the rate alone tells.
    if names.isEmpty, [header, newest].contains(where: { $0.progress.learningRate != nil }) {
      others = ["one that sets the learning rate"]
    }
    guard others.isEmpty else {
      throw .callbacks(path: path, step: step, callbacks: others.joined(separator: ", "))
    }
    let steps = start.stepInEpoch + (step - 1 - start.iterations)
    // A scheduler sets the rate at the beginning of an epoch, which the start may stand before.
    let isBefore = start.stepInEpoch == 0 && names.contains("LearningRateScheduler")
    guard steps >= header.stepsPerEpoch || isBefore, !names.isEmpty else { return }
    throw .decisions(path: path, step: step, callbacks: names.joined(separator: ", "))
  }

  /// The first step from the start on after which a callback has put back weights, before another
  /// step; nil where there is none.
  private func restoration(before step: Int) -> Int? {
    let all = Set(header.restorations).union(newest.restorations).sorted()
    let begins = start.iterations
    // The start may have been written after its weights were put back.
    let isOwn = !beginsAnew && header.hasRestoredWeights
    let found = all.first { $0 < step && (isOwn ? $0 > begins : $0 >= begins) }
    guard all.count >= CheckpointHeader.restorationLimit, let first = all.first else {
      return found
    }
    // Older ones than the first are not known any more.
    return begins < first ? min(first, begins) : found
  }
}

extension Checkpoint {
  /// The digests of the variables, as those of the step after which they were so; nil where that is
  /// not known.
  var digestRecord: DigestRecord? {
    guard let step = stepOfWeights else { return nil }
    func digests(_ tensors: [NamedTensor]) -> [String: TensorDigest] {
      Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, TensorDigest(of: $0.values)) })
    }
    var all: [DigestRecord.Kind: [String: TensorDigest]] = [.parameters: digests(weights)]
    if !variables.isEmpty { all[.variables] = digests(variables) }
    return DigestRecord(step: step, all)
  }

  /// The step after which the variables were as they are here: where a callback has put back those
  /// of the best epoch, the last step of that; nil where the callback does not say.
  private var stepOfWeights: Int? {
    let progress = header.progress
    guard header.hasRestoredWeights else { return progress.iterations }
    let keeping = kept.map(\.index).filter { $0 != KeptWeights.rollbackTarget }
    guard keeping.count == 1,
      let record = header.callbacks.first(where: { $0.index == keeping[0] }),
      record.className == "EarlyStopping", record.state["hasKeptWeights"] == 1,
      let best = record.state["bestEpoch"].flatMap({ Int(exactly: $0) }),
      0..<progress.epoch ~= best
    else { return nil }
    let (steps, overflows) = (progress.epoch - best - 1)
      .multipliedReportingOverflow(by: header.stepsPerEpoch)
    guard !overflows, steps <= progress.iterations - progress.stepInEpoch else { return nil }
    return progress.iterations - progress.stepInEpoch - steps
  }
}
