import Engine
import Kernels
import Layers
import Parallel

/// How ranks check one another, every so many steps.
///
/// Since every number is the same whoever computes it, a single bit that differs is a fault of a
/// processor, a memory or a program: there are no false alarms.
final class StepVerification {
  private let program: Program
  private let memory: RunMemory
  private let exchange: any Exchange
  private let group: ProcessGroup
  private let shard: Shard
  private let neighbour: Shard
  /// Cuts the next lower rank's share, whose sums each rank has computed again.
  private let neighbourShares: StepShares
  /// What this rank's slice was after the last verified update.
  private var remembered: SliceDigests?

  /// Prepares the checks; every rank calls it.
  ///
  /// - Parameters:
  ///   - program: The program, without injected faults.
  ///   - memory: The run's numbers.
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

  /// Gives shared memory back; every rank calls it.
  func close() throws { try neighbourShares.reduction.close() }

  private var space: ParameterSpace { program.parameterSpace }

  /// This rank, for messages.
  private var name: String { "rank \(group.rank) on \(group.hostName)" }

  /// Throws the finding of the lowest rank that has one, on every rank.
  private func report(_ finding: String?, iteration: Int) throws {
    guard let finding = try group.firstText(finding) else { return }
    throw TrainingError.corruption(what: finding, iteration: iteration)
  }
}

// MARK: - Within a step

extension StepVerification {
  /// Computes the next lower rank's share again, and compares its gradient's bits.
  ///
  /// Every rank calls it after its own backward pass: layers may sum over all ranks in the middle
  /// of the passes, so that all ranks must compute another's share at once.
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
    let said = VectorDigest(words: try group.allGather(own.words)[rank][...])
    let finding = again.firstDifference(from: said).map { index in
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
    let all = try group.allGather(digests.flatMap(\.words))
    let middle = digests[0].words.count
    var finding: String?
    if let index = digests[0].firstDifference(from: VectorDigest(words: all[0][..<middle])) {
      finding = space.name(ofElement: index)
    } else if let index = digests[1].firstDifference(from: VectorDigest(words: all[0][middle...])) {
      finding = program.variableSpace.name(ofElement: index)
    }
    try report(
      finding.map { "\($0) has other bits on \(name) than on rank 0" }, iteration: iteration)
  }
}

// MARK: - Memory between two updates

extension StepVerification {
  /// The digests of what this rank alone writes.
  private struct SliceDigests {
    let weights: VectorDigest
    let slots: [VectorDigest]
  }

  /// Remembers this rank's slice as the update has written it, or forgets what was remembered.
  func remember(_ isVerified: Bool) { remembered = isVerified ? sliceDigests() : nil }

  /// Checks that nobody has changed what the last update wrote, if that was verified; every rank
  /// calls it.
  ///
  /// - Throws: `TrainingError.corruption` on every rank.
  func checkMemory(iteration: Int) throws {
    guard let before = remembered else { return }
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
