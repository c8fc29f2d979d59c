import Engine
import Kernels
import Layers
import Parallel

/// The mutual verification of ranks, at an interval of steps.
///
/// Since all numbers have the same bits on every rank, any different bit is a fault of a processor,
/// memory or program: there are no false positives.
final class StepVerification {
  private let program: Program
  private let memory: RunMemory
  private let exchange: any Exchange
  private let group: ProcessGroup
  private let shard: Shard
  private let neighbour: Shard
  /// The shards of the next lower rank, which each rank computes again.
  private let neighbourShares: StepShares
  /// The digests of this rank's slice after the last verified update.
  private var recorded: SliceDigests?

  /// Prepares the checks; collective.
  ///
  /// - Parameters:
  ///   - program: The program, without injected faults.
  ///   - memory: The run's memory.
  ///   - exchange: The exchange, without injected faults.
  ///   - shard: This rank's shard.
  ///   - tree: The reduction tree.
  ///   - kind: The exchange's kind.
  ///   - group: The processes.
  /// - Throws: `ParallelError` or MPI's errors.
  init(
    _ program: Program, _ memory: RunMemory, _ exchange: any Exchange, _ shard: Shard,
    _ tree: ReductionTree, _ kind: ExchangeKind, in group: ProcessGroup
  ) throws {
    self.program = program
    self.memory = memory
    self.exchange = exchange
    self.group = group
    self.shard = shard
    neighbour = try shard.neighbour(in: group)
    neighbourShares = StepShares(
      of: neighbour,
      summing: try kind.makeReduction(
        over: tree, count: program.reductionCount, ofNeighbours: true, in: group))
  }

  /// Frees shared memory; collective.
  func close() throws { try neighbourShares.reduction.close() }

  private var space: ParameterSpace { program.parameterSpace }

  /// The name of this rank in messages.
  private var name: String { "rank \(group.rank) on \(group.hostName)" }

  /// Throws the finding of the lowest rank that has one, on every rank.
  private func report(_ finding: String?, iteration: Int) throws {
    guard let finding = try group.firstText(finding) else { return }
    throw TrainingError.corruption(what: finding, iteration: iteration)
  }
}

// MARK: - Within a step

extension StepVerification {
  /// Computes the next lower rank's shard again, and compares the bits of its gradient.
  ///
  /// Collective, after each rank's own backward pass: layers may sum over all ranks in the middle
  /// of the passes, so all ranks compute another's shard at once.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func compareShares(_ batch: StepBatch, of data: TrainingData, _ shares: StepShares) throws {
    let own = unsafe VectorDigest(
      of: exchange.gradients, count: shard.blocks.count * space.count)
    let share = neighbourShares.share(of: batch)
    let gradients = Arena(count: neighbour.blocks.count * space.count)
    try memory.withEarlierVariables {
      program.gather(share, of: data)
      try program.forward(share.pass, memory.modelVariables)
      try unsafe program.backward(memory.modelVariables, gradients: gradients.base)
    }

    let again = unsafe VectorDigest(of: gradients.base, count: gradients.count)
    let rank = group.neighbour
    let expected = VectorDigest(try group.allGather(own.integers)[rank][...])
    let finding = again.firstDifference(from: expected).map { index in
      let what = space.name(ofElement: index % space.count)
      return "the gradient's \(what) on rank \(rank) has other bits than \(name) computes of the "
        + "same samples"
    }
    try report(finding, iteration: batch.iteration)
  }

  /// Compares all ranks' copies of weights and other variables.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func compareCopies(iteration: Int) throws {
    let others = memory.variables
    let digests = [
      unsafe VectorDigest(of: exchange.weights, count: space.count),
      unsafe VectorDigest(of: others.base, count: others.count),
    ]
    let all = try group.allGather(digests.flatMap(\.integers))
    let middle = digests[0].integers.count
    var finding: String?
    if let index = digests[0].firstDifference(from: VectorDigest(all[0][..<middle])) {
      finding = space.name(ofElement: index)
    } else if let index = digests[1].firstDifference(from: VectorDigest(all[0][middle...])) {
      finding = program.variableSpace.name(ofElement: index)
    }
    try report(
      finding.map { "\($0) has other bits on \(name) than on rank 0" }, iteration: iteration)
  }
}

// MARK: - Memory between two updates

extension StepVerification {
  /// The digests of the memory that only this rank writes.
  private struct SliceDigests {
    let weights: VectorDigest
    let slots: [VectorDigest]
  }

  /// Records the digests of this rank's slice after the update, or discards them.
  func record(_ isVerified: Bool) { recorded = isVerified ? sliceDigests() : nil }

  /// Checks that the results of the last update are unchanged, if it was verified; collective.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func checkMemory(iteration: Int) throws {
    guard let before = recorded else { return }
    let now = sliceDigests()
    let start = exchange.slice.lowerBound
    var finding: String?
    if let index = now.weights.firstDifference(from: before.weights) {
      finding = space.name(ofElement: start + index)
    }
    for (slot, digests) in zip(now.slots, before.slots).enumerated() where finding == nil {
      guard let index = digests.0.firstDifference(from: digests.1) else { continue }
      finding =
        "the optimizer's \(memory.slotNames[slot]), \(space.name(ofElement: start + index)),"
    }
    try report(
      finding.map { "\($0) in the memory of \(name) changed between two updates" },
      iteration: iteration)
  }

  private func sliceDigests() -> SliceDigests {
    let slice = exchange.slice
    let slots = memory.optimizerState.slots
    return SliceDigests(
      weights: unsafe VectorDigest(
        of: exchange.weights + slice.lowerBound, count: slice.count),
      slots: memory.slotNames.indices.map {
        unsafe VectorDigest(of: slots.base + $0 * slice.count, count: slice.count)
      })
  }
}
