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
    let found = ranks.enumerated().flatMap {
      $1.differences(from: weightsAndSlots($1), ofRank: $0)
    }
    var elements: [RunAudit.Element] = []
    for element in found {
      let element = element.kind == .weights ? attribute(element, among: found, ranks) : element
      if !elements.contains(element) { elements.append(element) }
    }
    return elements
  }

  /// Returns an element of the weights with the rank that is to blame.
  ///
  /// Every host has a copy of all weights, of which each of its ranks digests a part. What is wrong
  /// in all copies came from the rank that updates it; what is wrong in one has changed there.
  private func attribute(
    _ element: RunAudit.Element, among found: [RunAudit.Element], _ ranks: [RankDigests]
  ) -> RunAudit.Element {
    let parameters = trainer.step.parameterSpace.parameters
    guard let reader = element.rank,
      let parameter = parameters.first(where: {
        RankTensors.title(.weights, $0.name) == element.tensor
      })
    else { return element }
    let span =
      element.number.map { number in
        let position = parameter.range.lowerBound + number
        return position..<position + 1
      } ?? ranks[reader].part.clamped(to: parameter.range)
    let readers = ranks.indices.filter { ranks[$0].part.overlaps(span) }
    let isEverywhere = readers.allSatisfy { rank in
      found.contains {
        $0.rank == rank && $0.tensor == element.tensor && $0.number == element.number
          && $0.found == element.found
      }
    }
    let owner = ranks.firstIndex {
      $0.slice.lowerBound <= span.lowerBound && span.upperBound <= $0.slice.upperBound
    }
    var attributed = element
    if isEverywhere, let owner {
      attributed.rank = owner
    } else {
      (attributed.updatingRank, attributed.isOfHost) = (owner, true)
    }
    return attributed
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
