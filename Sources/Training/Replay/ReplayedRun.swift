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
  /// The step of the newest checkpoint of the run's folder, or of the file that was given.
  package let lastSavedStep: Int
  /// Where the computation begins.
  package let start: TrainingProgress
  /// The model, compiled.
  package let model: Model
  private let checkpoint: Checkpoint

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
    self.path = try Self.checkpoint(in: path, before: step)
    checkpoint = try Checkpoint(readingFrom: self.path)
    header = checkpoint.header
    lastSavedStep =
      Self.checkpoints(in: path)?.last?.iterations ?? checkpoint.header.progress.iterations
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
    lastSavedStep = other.lastSavedStep
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
  /// - Throws: `ReplayError.noCheckpoint`; a path that is no folder is returned as it is.
  static func checkpoint(in path: String, before step: Int) throws(ReplayError) -> String {
    guard let checkpoints = Self.checkpoints(in: path) else { return path }
    guard let chosen = checkpoints.last(where: { $0.iterations < step }) ?? checkpoints.first else {
      throw ReplayError.noCheckpoint(directory: path)
    }
    return chosen.path
  }

  /// The checkpoints of a folder, the first one first; nil for a path that is no folder.
  static func checkpoints(in path: String) -> [(iterations: Int, path: String)]? {
    guard let names = try? Directory.names(in: path) else { return nil }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return names.compactMap { name in
      CheckpointDirectory.iterations(named: name).map { (iterations: $0, path: folder + name) }
    }.sorted { ($0.iterations, $0.path) < ($1.iterations, $1.path) }
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

  /// Checks that no callback changes rate or weights between the start and a step.
  ///
  /// - Throws: `ReplayError.decisions`.
  private func checkDecisions(before step: Int) throws(ReplayError) {
    let steps = start.stepInEpoch + (step - 1 - start.iterations)
    guard steps >= header.stepsPerEpoch else { return }
    let known = ["EarlyStopping", "ModelCheckpoint"]
    var deciding = header.callbacks.map(\.className).filter { !known.contains($0) }
    if deciding.isEmpty, header.progress.learningRate != nil {
      deciding = ["one that sets the learning rate"]
    }
    guard !deciding.isEmpty else { return }
    throw .decisions(path: path, step: step, callbacks: deciding.joined(separator: ", "))
  }

  /// The number of training samples.
  package var sampleCount: Int { header.sampleCount }

  /// The digests of the checkpoint's variables; nil where the run begins anew.
  var startRecord: DigestRecord? {
    guard !beginsAnew else { return nil }
    func digests(_ tensors: [NamedTensor]) -> [String: TensorDigest] {
      Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, TensorDigest(of: $0.values)) })
    }
    var all: [DigestRecord.Kind: [String: TensorDigest]] = [
      .parameters: digests(checkpoint.weights)
    ]
    if !checkpoint.variables.isEmpty { all[.variables] = digests(checkpoint.variables) }
    return DigestRecord(step: start.iterations, all)
  }
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
  /// - Throws: `ReplayError.otherData` or `.decisions`; `TrainingError.notFinite` for a step that
  ///   is not finite with the policy `stop`.
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
    _ = try trainer.train()
  }
}
