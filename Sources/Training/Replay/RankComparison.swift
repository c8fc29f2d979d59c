import Engine
import Layers
import Parallel

/// A search for what a rank has read or computed otherwise than it is computed again.
struct RankComparison {
  /// The trainer that is about to make the step again.
  let trainer: Trainer
  /// The step's batch.
  let batch: StepBatch
  /// The training data.
  let data: TrainingData

  /// Returns the weights and slots that differ, by rank; none where all are the same.
  ///
  /// - Parameter ranks: The digests of every rank.
  /// - Returns: The elements.
  func memory(_ ranks: [RankDigests]) -> [RunAudit.Element] {
    ranks.enumerated().flatMap { $1.differences(from: weightsAndSlots($1), ofRank: $0) }
  }

  /// Returns the samples that differ, or where all are the same the gradients, by rank.
  ///
  /// - Parameter ranks: The digests of every rank.
  /// - Returns: The elements; none where all are the same.
  /// - Throws: What a layer throws.
  func passes(_ ranks: [RankDigests]) throws -> [RunAudit.Element] {
    let tree = try ReductionTree(leafCount: trainer.options.leafCount)
    let shards = try ranks.indices.map {
      try Shard(of: tree, rank: $0, worldSize: ranks.count)
    }
    let recordings = try StepReplay.record(batch, of: data, in: trainer, shards, tree)
    let found = zip(recordings, ranks).enumerated().flatMap { rank, pair in
      pair.0.inputs(differingFrom: pair.1, ofRank: rank)
    }
    guard found.isEmpty else { return found }
    return zip(recordings, ranks).enumerated().flatMap { rank, pair in
      pair.0.gradients(
        differingFrom: pair.1, ofRank: rank, in: trainer.step.parameterSpace)
    }
  }

  private func weightsAndSlots(_ rank: RankDigests) -> RankTensors {
    let (memory, space) = (trainer.step.memory, trainer.step.parameterSpace)
    var tensors = RankTensors()
    let all = 0..<space.count
    unsafe tensors.add(
      .weights, rank.part.clamped(to: all), of: space,
      memory.weights.memory.base + rank.part.clamped(to: all).lowerBound)
    let slots = memory.optimizerState.slots
    for (slot, name) in memory.slotNames.enumerated() {
      unsafe tensors.add(
        .slots, rank.slice.clamped(to: all), of: space,
        slots.base + (slot * space.count + rank.slice.clamped(to: all).lowerBound),
        prefix: name + "/")
    }
    return tensors
  }
}
