import Engine
package import Layers
package import Parallel

/// The saved run from which a run resumes.
package struct ResumedRun {
  /// The checkpoint's path, on rank 0.
  package let path: String?
  /// The checkpoint, on rank 0.
  package let checkpoint: Checkpoint?
  /// The progress of the saved run, on every rank.
  package let progress: TrainingProgress

  /// The best epoch so far, on rank 0, where the run monitors a number.
  package var best: BestCheckpoint? { checkpoint?.header.best }

  /// The saved run of a checkpoint that a single process has read.
  init(_ checkpoint: Checkpoint, path: String) {
    self.path = path
    self.checkpoint = checkpoint
    progress = checkpoint.header.progress
  }

  /// Reads the newest complete checkpoint of a folder on rank 0; collective.
  ///
  /// Returns nil if the folder has no checkpoint.
  ///
  /// - Parameters:
  ///   - directory: The folder, on rank 0.
  ///   - model: The compiled model.
  ///   - run: The settings of this run.
  ///   - form: The form of this run's data.
  ///   - monitor: The number by which this run chooses its best checkpoint.
  ///   - callbacks: The callbacks of this run that have a state.
  ///   - limits: Where this run may be.
  ///   - group: The processes.
  ///   - skipped: Called on rank 0 with each damaged checkpoint that was set aside.
  /// - Throws: `CheckpointError` and errors of the files, on rank 0.
  package init?(
    from directory: CheckpointDirectory?, for model: Model, run: RunIdentity,
    form: DataForm = DataForm(), monitor: String? = nil, callbacks: [CallbackRecord] = [],
    limits: ProgressLimits? = nil, in group: ProcessGroup,
    skipped: (_ path: String, _ error: any Error) -> Void
  ) throws {
    let found = try directory?.newestWhole(for: model, skipped: skipped)
    if let found {
      let header = found.checkpoint.header
      try header.check(
        model, run, form: form, monitor: monitor, callbacks: callbacks, path: found.path)
      try limits?.check(header.progress, path: found.path)
      try directory?.restoreBest(header.best, skipped: skipped)
    }
    let bytes = try group.fromFirst {
      (found?.checkpoint.header.progress.encoded ?? []).flatMap(\.bytes)
    }
    guard !bytes.isEmpty else { return nil }
    path = found?.path
    checkpoint = found?.checkpoint
    progress = TrainingProgress(
      decoding: stride(from: 0, to: bytes.count, by: 8).map { UInt64(bytes: bytes[$0..<$0 + 8]) })
  }
}

extension RunMemory {
  /// Restores the weights that callbacks had kept in rank 0's checkpoint; collective.
  ///
  /// - Throws: MPI's errors.
  func receiveKept(_ checkpoint: Checkpoint?) throws {
    let indices = try group.fromFirst {
      (checkpoint?.kept ?? []).flatMap { UInt64(bitPattern: Int64($0.index)).bytes }
    }
    for start in stride(from: 0, to: indices.count, by: 8) {
      let index = Int(Int64(bitPattern: UInt64(bytes: indices[start..<start + 8])))
      let slotCount = index == KeptWeights.rollbackTarget ? optimizerState.slotCount : nil
      let copy = KeptWeights(
        sliceCount: slice.count, variableCount: variables.count,
        slotElementCount: slotCount.map { $0 * slice.count })
      let saved = checkpoint?.kept.first { $0.index == index }
      try unsafe receiveSlice(
        saved.map { Checkpoint.vector($0.weights[...], plan.parameterSpace) },
        into: copy.weights.base)
      try unsafe group.broadcastPieces(
        of: saved.map { Checkpoint.vector($0.variables[...], plan.variableSpace) },
        count: variables.count
      ) { range, piece in
        unsafe (copy.variables.base + range.lowerBound).update(from: piece, count: range.count)
      }
      if let slots = copy.slots, let slotCount {
        let values = saved.map { Checkpoint.slotVectors($0.slots, plan.parameterSpace) }
        let count = plan.parameterSpace.count
        for slot in 0..<slotCount {
          try unsafe receiveSlice(
            values.map { Array($0[slot * count..<(slot + 1) * count]) },
            into: slots.base + slot * slice.count)
        }
      }
      kept[index] = copy
    }
  }
}

extension UInt64 {
  /// The number's bytes, least significant first.
  fileprivate var bytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> ($0 * 8)) } }

  /// Creates a number from eight bytes, least significant first.
  fileprivate init(bytes: ArraySlice<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
