import Engine
import Layers
import Parallel

/// A step of a saved run, computed again with all its tensors: of the whole batch, or of one rank's
/// part of it.
package struct StepReplay {
  /// The step, from 1.
  package let step: Int
  /// The step's epoch, from 1.
  package let epoch: Int
  /// The step's number in its epoch, from 1.
  package let stepInEpoch: Int
  /// The number of samples of the whole batch.
  package let batchSize: Int
  /// The position in the batch of the first recorded sample.
  package let firstPosition: Int
  /// The tensors.
  package let recording: PassRecording
  /// The digests of the whole step; nil where its update was not made.
  package let record: DigestRecord?
  /// What was not finite, so that the update was not made; nil where all was.
  package let notFinite: String?
  /// The layout of the gradients.
  private let space: ParameterSpace

  /// A rank among others.
  package struct Rank: Sendable, Equatable {
    package let rank: Int
    package let worldSize: Int

    package init(_ rank: Int, of worldSize: Int) {
      self.rank = rank
      self.worldSize = worldSize
    }
  }

  /// Goes on with a run up to a step, and records that one.
  ///
  /// - Parameters:
  ///   - run: The run, opened before the step.
  ///   - step: The step, from 1.
  ///   - rank: The rank whose part is recorded; nil for the whole batch.
  ///   - data: The run's training data.
  ///   - policy: The policy for steps before it that are not finite.
  ///   - beforeLayer: Called before each layer of the recorded part runs forward.
  /// - Throws: `ReplayError`; `ParallelError.worldSize` for more ranks than leaves;
  ///   `ReplayError.notFinite` of an earlier step.
  package init(
    of run: ReplayedRun, step: Int, as rank: Rank? = nil, on data: TrainingData,
    nonFinite policy: NonFinitePolicy = .stop, beforeLayer: @escaping (String) -> Void = { _ in }
  ) throws {
    let tree = try ReductionTree(leafCount: run.header.run.leafCount)
    let shard = try Shard(of: tree, rank: rank?.rank ?? 0, worldSize: rank?.worldSize ?? 1)
    var found: (batch: StepBatch, recording: PassRecording)?
    var record: DigestRecord?
    var notFinite: String?
    do {
      try run.compute(
        through: step, of: data, nonFinite: policy,
        stepBegins: { trainer, batch in
          guard batch.iteration == step else { return }
          let recordings = try Self.record(
            batch, of: data, in: trainer, [shard], tree, beforeLayer: beforeLayer)
          found = (batch, recordings[0])
        },
        digested: { if $0.step == step { record = $0 } })
    } catch ReplayError.notFinite(let path, let what, let iteration) {
      guard iteration == step else {
        throw ReplayError.notFinite(path: path, what: what, step: iteration)
      }
      notFinite = what
    }
    guard let found else {
      throw ReplayError.ended(path: run.path, step: step, last: step - 1)
    }
    self.step = step
    epoch = found.batch.epoch
    stepInEpoch = found.batch.draws.firstSample / run.header.run.batchSize + 1
    batchSize = found.batch.indices.count
    firstPosition = shard.samples(ofBatchOf: batchSize).lowerBound
    space = try run.model.parameterSpace()
    recording = found.recording
    self.record = record
    self.notFinite = notFinite
  }

  /// Records the passes of a batch before its step, and leaves all variables as they are.
  ///
  /// - Parameters:
  ///   - batch: The batch.
  ///   - data: The run's training data.
  ///   - trainer: The trainer, before the step.
  ///   - shards: The ranks' shards.
  ///   - tree: The reduction tree.
  ///   - beforeLayer: Called before each layer of the recorded parts runs forward.
  /// - Returns: The recording of each shard.
  /// - Throws: What a layer throws.
  static func record(
    _ batch: StepBatch, of data: TrainingData, in trainer: Trainer, _ shards: [Shard],
    _ tree: ReductionTree, beforeLayer: @escaping (String) -> Void = { _ in }
  ) throws -> [PassRecording] {
    let recorder = try PassRecorder(
      trainer.graph, trainer.compilation.objective, labels: data.labelKinds,
      capacity: batch.indices.count)
    let memory = trainer.step.memory
    func record(_ shard: Shard, _ reduction: any GroupReduction) throws -> PassRecording {
      try memory.modelVariables.withCopiedStatistics(count: memory.variables.count) {
        try recorder.record(
          StepShares(of: shard, summing: reduction).share(of: batch), of: data, $0)
      }
    }
    // What layers sum over the samples of all ranks comes from a pass over all of them.
    let whole = RecordingReduction()
    if recorder.hasSumsOfAllSamples, !shards.allSatisfy(\.isWhole) {
      _ = try record(Shard(of: tree, rank: 0, worldSize: 1), whole)
    }
    recorder.beforeEachLayer(beforeLayer)
    return try shards.map { shard in
      try record(shard, shard.isWhole ? RecordingReduction() : RecordedReduction(whole))
    }
  }

  /// Returns where a rank had other samples, or else other sums of gradients, than those that were
  /// recorded for it.
  ///
  /// - Parameters:
  ///   - digests: What a digest log says of the rank in this step.
  ///   - rank: The rank.
  /// - Returns: The elements; none where all are the same.
  package func differences(
    from digests: RankDigests, ofRank rank: Int
  ) -> [RunAudit.Element] {
    let inputs = recording.inputs(differingFrom: digests, ofRank: rank)
    return inputs.isEmpty
      ? recording.gradients(differingFrom: digests, ofRank: rank, in: space) : inputs
  }
}

extension Shard {
  /// Whether it has all of a batch's samples.
  fileprivate var isWhole: Bool { leaves.count == tree.leafCount }
}
