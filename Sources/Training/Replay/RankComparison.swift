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
    ranks.enumerated().flatMap { compare(weightsAndSlots($1), with: $1, rank: $0) }
  }

  /// Returns the samples that differ, or where all are the same the gradients, by rank.
  ///
  /// - Parameter ranks: The digests of every rank.
  /// - Returns: The elements; none where all are the same.
  /// - Throws: What a layer throws.
  func passes(_ ranks: [RankDigests]) throws -> [RunAudit.Element] {
    let recordings = try self.recordings(worldSize: ranks.count)
    var found: [RunAudit.Element] = []
    for (rank, digests) in ranks.enumerated() {
      let inputs = recordings[rank].tensors.filter { $0.kind == .input }
      unsafe withExtendedMemory(inputs.map(\.values)) { pointers in
        var tensors = RankTensors()
        for (index, input) in inputs.enumerated() {
          unsafe tensors.add(.samples, input.name, pointers[index], shape: input.shape)
        }
        found += compare(tensors, with: digests, rank: rank)
      }
    }
    guard found.isEmpty else { return found }
    for (rank, digests) in ranks.enumerated() {
      let blocks = recordings[rank].blocks
      unsafe withExtendedMemory([blocks.flatMap { $0 }]) { pointers in
        var tensors = RankTensors()
        unsafe tensors.add(
          blocks: blocks.count, pointers[0], of: trainer.step.parameterSpace)
        found += compare(tensors, with: digests, rank: rank)
      }
    }
    return found
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

  /// Each rank's passes.
  private func recordings(worldSize: Int) throws -> [PassRecording] {
    let tree = try ReductionTree(leafCount: trainer.options.leafCount)
    return try (0..<worldSize).map { rank in
      try StepReplay.record(
        batch, of: data, in: trainer, Shard(of: tree, rank: rank, worldSize: worldSize), tree)
    }
  }

  private func compare(
    _ tensors: RankTensors, with digests: RankDigests, rank: Int
  ) -> [RunAudit.Element] {
    tensors.spans.compactMap { span in
      guard let found = digests.digests[span.kind]?[span.name] else { return nil }
      let expected = span.digest
      guard found != expected else { return nil }
      var element = RunAudit.Element(
        tensor: "\(span.kind.rawValue): \(span.name)", kind: span.kind, rank: rank)
      if let (index, change) = found.change(from: expected, in: span.indices) {
        let value = unsafe span.values[index - span.indices.lowerBound]
        let other = UInt32(truncatingIfNeeded: Int64(value.bitPattern) &+ change)
        element.locate(index, in: span.shape, "\(Float(bitPattern: other))", "\(value)")
      }
      return element
    }
  }
}

/// Calls `body` with the addresses of copies of some arrays.
private func withExtendedMemory(
  _ arrays: [[Float]], _ body: ([UnsafePointer<Float>]) -> Void
) {
  let copies = arrays.map { values in
    let copy = Arena(count: values.count)
    for (index, value) in values.enumerated() { unsafe copy.base[index] = value }
    return copy
  }
  withExtendedLifetime(copies) { unsafe body(copies.map { unsafe UnsafePointer($0.base) }) }
}
