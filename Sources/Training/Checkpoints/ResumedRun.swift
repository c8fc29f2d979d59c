package import Layers
package import Parallel

/// Finds a run's place to go on, and gives it to every rank.
package struct ResumedRun {
  /// The checkpoint's path, on rank 0.
  package let path: String?
  /// How far the run had come, on every rank.
  package let progress: TrainingProgress
  /// The best epoch so far, on rank 0, where the run monitors a number.
  package let best: BestCheckpoint?

  /// Reads the newest whole checkpoint of the folder into `model`; every rank calls it.
  ///
  /// Nil where the folder holds no checkpoint.
  ///
  /// - Parameters:
  ///   - directory: The folder, on rank 0.
  ///   - model: The compiled model; it gets the saved weights and slots.
  ///   - run: The settings of this run.
  ///   - monitor: The number by which this run chooses its best checkpoint.
  ///   - group: The processes.
  ///   - skipped: Hears on rank 0 of each damaged checkpoint that was set aside.
  /// - Throws: on rank 0 `CheckpointError` and what is wrong with the files.
  package init?(
    from directory: CheckpointDirectory?, into model: Model, run: RunIdentity,
    monitor: String? = nil, in group: ProcessGroup,
    skipped: (_ path: String, _ error: any Error) -> Void
  ) throws {
    let found = try directory?.newestWhole(skipped: skipped)
    if let found {
      try found.checkpoint.check(model, run, monitor: monitor, path: found.path)
      try directory?.restoreBest(found.checkpoint.best)
      model.state = try found.checkpoint.state(of: model)
    }
    let words = try group.fromFirst { (found?.checkpoint.progress.words ?? []).flatMap(\.bytes) }
    guard !words.isEmpty else { return nil }
    path = found?.path
    best = found?.checkpoint.best
    progress = TrainingProgress(
      words: stride(from: 0, to: words.count, by: 8).map { UInt64(bytes: words[$0..<$0 + 8]) })
    try Self.share(model, progress, in: group)
  }

  /// Gives rank 0's weights and slots to every rank.
  private static func share(
    _ model: Model, _ progress: TrainingProgress, in group: ProcessGroup
  ) throws {
    var state = try model.currentState()
    try group.share(&state, slotCount: model.compilation?.optimizer.slotNames.count ?? 0)
    state.iterations = progress.iterations
    state.epochs = progress.generatorEpoch
    model.state = state
  }
}

extension ProcessGroup {
  /// Gives rank 0's weights, other variables and slots, if it has any, to every rank.
  ///
  /// Every rank passes a state of the same model, whose optimizer has `slotCount` slots.
  func share(_ state: inout ModelState, slotCount: Int) throws {
    var hasSlots: [Float] = [state.slots.isEmpty ? 0 : 1]
    try broadcast(&hasSlots)
    state.slots =
      hasSlots == [0]
      ? []
      : isFirst ? state.slots : [Float](repeating: 0, count: slotCount * state.weights.count)
    try broadcast(&state.weights)
    try broadcast(&state.variables)
    try broadcast(&state.slots)
  }
}

extension UInt64 {
  /// The number's bytes, lowest first.
  fileprivate var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }

  /// The number of eight bytes, lowest first.
  fileprivate init(bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
