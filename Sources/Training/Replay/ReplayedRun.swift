import Engine
import FileFormats
import KerasFormat
package import Layers
import Parallel

/// A run that is computed again, alone, from one of its checkpoints or from its first weights.
///
/// The bits do not depend on the number of ranks, so what this process computes is what the job has
/// computed.
package struct ReplayedRun {
  /// The checkpoint whose settings, and weights unless the run begins anew, are taken.
  package let path: String
  /// What the checkpoint says of the run.
  package let header: CheckpointHeader
  /// The step of the newest checkpoint of the run's folder, or of the file that was given where
  /// there is none behind it.
  package let lastSavedStep: Int
  /// Where the computation begins.
  package let start: TrainingProgress
  /// The model, compiled.
  package let model: Model
  private let checkpoint: Checkpoint
  /// What the newest checkpoint that was found says of the run.
  let newest: CheckpointHeader

  /// Whether the computation begins with the model's first weights, for want of a checkpoint.
  package var beginsAnew: Bool { start.iterations < header.progress.iterations }

  /// Opens a run before one of its steps.
  ///
  /// - Parameters:
  ///   - path: A checkpoint, or a folder of them: there the nearest one before the step is taken.
  ///     Where there is none the run begins anew with the settings of the first one.
  ///   - step: The step, from 1.
  /// - Throws: `ReplayError`, or an error of the file.
  package init(_ path: String, before step: Int) throws {
    let all = try Self.checkpoints(in: path)
    self.path = try Self.checkpoint(in: path, before: step)
    checkpoint = try Checkpoint(readingFrom: self.path)
    header = checkpoint.header
    let saved = all ?? Self.checkpoints(beside: path)
    lastSavedStep = max(saved.last?.iterations ?? 0, checkpoint.header.progress.iterations)
    newest =
      if let last = all?.last?.path, last != self.path {
        try CheckpointMetadata(SafetensorsFile(last)).header()
      } else { checkpoint.header }
    model = try Model.make(configuration: header.model, seed: header.run.seed)
    try model.compile(Compilation(configuration: header.compilation))
    let found = header.progress
    if found.iterations < step {
      start = found
    } else {
      guard found.earlierEpochs == 0,
        found.iterations == found.epoch * header.stepsPerEpoch + found.stepInEpoch
      else {
        throw ReplayError.noneBefore(path: self.path, step: step, found: found.iterations)
      }
      start = TrainingProgress()
    }
    if start.isStopped {
      throw ReplayError.ended(path: self.path, step: step, last: start.iterations)
    }
    try checkDecisions(before: step)
    try adaptNormalizations()
  }

  private init(_ other: ReplayedRun) throws {
    (path, header, start) = (other.path, other.header, other.start)
    (lastSavedStep, newest) = (other.lastSavedStep, other.newest)
    checkpoint = other.checkpoint
    model = try Model.make(configuration: header.model, seed: header.run.seed)
    try model.compile(Compilation(configuration: header.compilation))
    try adaptNormalizations()
  }

  /// Gives layers that training does not change, but data, what they have in the checkpoint: it is
  /// what the run began with.
  private func adaptNormalizations() throws {
    guard beginsAnew else { return }
    let graph = try model.graph()
    let names = graph.calls.filter { $0.layer is Normalization }.flatMap { call in
      call.layer.parameters(for: call.inputShapes).map { "\(call.name)/\($0.name)" }
    }
    guard !names.isEmpty else { return }
    try model.setWeights(
      Dictionary(
        checkpoint.variables.filter { names.contains($0.name) }.map { ($0.name, $0.values) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// Returns the same run, to be computed once more from the same start.
  func again() throws -> ReplayedRun { try ReplayedRun(self) }

  /// The checkpoint of a path before a step, or else the first one.
  ///
  /// A path that is no folder is returned as it is.
  ///
  /// - Throws: `ReplayError.noCheckpoint`, or `FileError`.
  package static func checkpoint(in path: String, before step: Int) throws -> String {
    guard let checkpoints = try Self.checkpoints(in: path) else { return path }
    guard let chosen = checkpoints.last(where: { $0.iterations < step }) ?? checkpoints.first else {
      throw ReplayError.noCheckpoint(directory: path)
    }
    return chosen.path
  }

  /// The checkpoints of a folder, the first one first; nil for a path that is no folder.
  ///
  /// - Throws: `FileError` for a folder that cannot be read.
  static func checkpoints(
    in path: String
  ) throws(FileError) -> [(iterations: Int, path: String)]? {
    guard Directory.kind(of: path) == .folder else { return nil }
    let names = try Directory.names(in: path)
    let folder = path.hasSuffix("/") ? path : path + "/"
    return names.compactMap { name in
      CheckpointDirectory.iterations(named: name).map { (iterations: $0, path: folder + name) }
    }.sorted { ($0.iterations, $0.path) < ($1.iterations, $1.path) }
  }

  /// The checkpoints of the folder that a checkpoint's file is in; none for a file of another name.
  private static func checkpoints(
    beside path: String
  ) -> [(iterations: Int, path: String)] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let name = parts.last, CheckpointDirectory.iterations(named: String(name)) != nil else {
      return []
    }
    let folder = parts.dropLast().joined(separator: "/")
    return (try? checkpoints(in: parts.count == 1 ? "." : folder + "/")) ?? []
  }

  /// Checks that the model has the weights that the run began with, where it is computed from
  /// there.
  ///
  /// - Parameter isLoaded: Whether they are those of a file.
  /// - Throws: `ReplayError.otherWeights`, or `ModelError`.
  package func checkInitialWeights(areLoaded isLoaded: Bool) throws {
    guard beginsAnew else { return }
    // A file of weights may have those of other data.
    try adaptNormalizations()
    let found = isLoaded ? try model.variablePlan().checksum : nil
    guard found == header.initialWeights else {
      throw ReplayError.otherWeights(path: path, found: found, expected: header.initialWeights)
    }
  }

  /// The epoch, from 1, whose last step is the last saved one; nil where there is none, or none
  /// that is known.
  package var lastSavedEpoch: Int? {
    let progress = newest.progress
    return progress.iterations == lastSavedStep && progress.stepInEpoch == 0 ? progress.epoch : nil
  }

  /// The number of training samples.
  package var sampleCount: Int { header.sampleCount }

  /// The digests of the checkpoint's variables; nil where the run begins anew, and where they are
  /// those of no step that is known.
  var startRecord: DigestRecord? { beginsAnew ? nil : checkpoint.digestRecord }
}

extension CheckpointHeader {
  /// The number of training samples, with which the data's fingerprint begins.
  package var sampleCount: Int {
    run.data.split(separator: " ").first.flatMap { UInt32($0) }.map { Int($0) } ?? 0
  }

  /// The number of steps of an epoch.
  package var stepsPerEpoch: Int {
    max(TrainingProgress.stepCount(of: sampleCount, batchSize: run.batchSize), 1)
  }
}

// MARK: - Computing

extension ReplayedRun {
  /// Computes the run's steps from the start on.
  ///
  /// - Parameters:
  ///   - last: The last step.
  ///   - data: The run's training data.
  ///   - policy: The policy for a step that is not finite.
  ///   - stepBegins: Called before each step, with the trainer and the step's batch.
  ///   - digested: Called with the digests of each step.
  /// - Throws: `ReplayError.otherData` or `.decisions`; `.notFinite` for a step that is not finite
  ///   with the policy `stop`.
  package func compute(
    through last: Int, of data: TrainingData, nonFinite policy: NonFinitePolicy = .stop,
    stepBegins: @escaping (Trainer, StepBatch) throws -> Void = { _, _ in },
    digested: @escaping (DigestRecord) -> Void
  ) throws {
    try checkDecisions(before: last)
    let fingerprint = data.fingerprint
    guard fingerprint == header.run.data else {
      throw ReplayError.otherData(path: path, found: fingerprint, expected: header.run.data)
    }
    let epochs = start.epoch + (last - start.iterations) / header.stepsPerEpoch + 2
    let trainer = try Trainer(
      model, on: data,
      options: TrainingOptions(
        epochs: epochs, batchSize: header.run.batchSize, shuffle: header.run.shuffle,
        leafCount: header.run.leafCount, maximumIterations: last, nonFinite: policy),
      progress: start, resumed: beginsAnew ? nil : ResumedRun(checkpoint, path: path),
      in: .selfOnly)
    trainer.step.digester = StepDigester(of: trainer.step, gradients: true)
    trainer.digested = digested
    trainer.stepBegins = { [unowned trainer] in try stepBegins(trainer, $0) }
    do {
      _ = try trainer.train()
    } catch let error as TrainingError {
      throw error.ofReplay(path, step: trainer.progress.iterations + 1, policy)
    }
  }
}

extension TrainingError {
  /// Returns the error of a run that is computed again: where a step is not finite, the run has
  /// skipped it, or ended there.
  fileprivate func ofReplay(
    _ path: String, step: Int, _ policy: NonFinitePolicy
  ) -> any Error {
    guard policy == .stop else { return self }
    switch self {
    case .notFinite(let what, _, let iteration):
      return ReplayError.notFinite(path: path, what: what, step: iteration)
    case .sample(let index, let element, _):
      return ReplayError.notFinite(
        path: path, what: "element \(element) of training sample \(index)", step: step)
    default: return self
    }
  }
}
