package import Engine
import Kernels
package import Layers
package import Parallel

/// One rank's part of a training step: its samples forward and backward, the exchange, its slice's
/// update.
@safe
package final class TrainingStep {
  package let parameterSpace: ParameterSpace
  package let exchange: any Exchange
  /// What the batch's sums mean.
  package let scores: Scores
  /// Weights, other variables and slots.
  package let memory: RunMemory
  /// The samples that this rank has computed.
  package private(set) var computedSampleCount = 0
  /// Called at the end of each phase, for measurements.
  package var phaseEnded: ((Phase) -> Void)?

  /// How gradients change weights.
  var optimizer: any Optimizer
  let program: any StepProgram
  let shares: StepShares
  let group: ProcessGroup
  let summed: SummedSlice
  let verification: StepVerification?
  private let clipping: ClippedGradient?
  private var records: StepRecords
  /// Whether this rank's slice of the weights is finite since the last update.
  private var sliceIsFinite = false

  /// Lays out a step for batches of at most `batchSize`; every rank calls it.
  ///
  /// - Parameters:
  ///   - graph: The model.
  ///   - compilation: Losses, metrics, optimizer and clipping.
  ///   - labels: How the labels of each output are written.
  ///   - batchSize: The most samples of a batch, on all ranks together.
  ///   - leafCount: The leaves of the reduction tree.
  ///   - kind: How gradients are summed.
  ///   - given: The run's numbers; new ones unless given.
  ///   - isEverVerified: Whether steps may be asked to verify.
  ///   - corrupt: Changes numbers on purpose; nil in a sound run.
  ///   - group: The processes.
  /// - Throws: `ModelError`, `ParallelError` or MPI's errors.
  package init(
    _ graph: Graph, _ compilation: Compilation, labels: [LabelKind], batchSize: Int,
    leafCount: Int, exchange kind: ExchangeKind, memory given: RunMemory? = nil,
    verifies isEverVerified: Bool = false, corrupting corrupt: Corruption? = nil,
    in group: ProcessGroup
  ) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    let shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    let neighbour = isEverVerified ? try shard.neighbour(in: group) : shard
    let sound = try Program(
      graph, compilation.objective, labels: labels,
      capacity: max(
        shard.rowCapacity(batchSize: batchSize), neighbour.rowCapacity(batchSize: batchSize)))
    let memory = try given ?? RunMemory(VariablePlan(graph), compilation.optimizer, kind, in: group)
    self.group = group
    self.memory = memory
    parameterSpace = sound.parameterSpace
    scores = sound.scores
    optimizer = compilation.optimizer
    let exchange = try kind.makeExchange(
      for: shard, of: parameterSpace, weights: memory.weights, recordWidth: scores.count, in: group)
    let gradientCount = shard.blocks.count * parameterSpace.count
    if let corrupt = unsafe corrupt {
      program = unsafe FaultyProgram(sound, gradientCount: gradientCount, corrupt)
      self.exchange = unsafe FaultyExchange(exchange, memory, corrupt)
    } else {
      program = sound
      self.exchange = exchange
    }
    shares = StepShares(
      of: shard,
      summing: try kind.makeReduction(over: tree, count: sound.reductionCount, in: group))
    verification =
      isEverVerified
      ? try StepVerification(sound, memory, exchange, shard, tree, kind, in: group) : nil
    let (slice, space) = (exchange.slice, parameterSpace)
    clipping = compilation.clipping.map { ClippedGradient($0, slice: slice, of: space) }
    summed = SummedSlice(slice)
    records = StepRecords(leafCount: shard.leaves.count, width: scores.count)
  }

  /// Trains on one batch, unless its loss or gradient is not finite, or rank 0 decides otherwise.
  ///
  /// Random draws depend on the model's seed, the epoch, and the samples' places in the epoch.
  /// Every rank finds `requests` of any rank in the outcome of this very step.
  ///
  /// - Parameters:
  ///   - batch: Which samples, and how they are drawn.
  ///   - data: What they are drawn from.
  ///   - requests: What this rank tells all others.
  ///   - isVerified: Whether the ranks check one another's numbers and memory.
  ///   - decide: Called on every rank where rank 0 has a decision to share, before anything is
  ///     updated; it returns whether the update goes on.
  /// - Returns: the sums of the batch's losses and metrics before the update.
  /// - Throws: `TrainingError.corruption`, and MPI's errors.
  package func callAsFunction(
    _ batch: StepBatch, of data: TrainingData, saying requests: StepFlags = [],
    verifying isVerified: Bool = false, decide: () throws -> Bool = { true }
  ) throws -> StepOutcome {
    let share = shares.share(of: batch)
    Heartbeat.report(.gathering, step: batch.iteration)
    try exchange.gradientsAreComplete(from: parameterSpace.count)
    memory.keepVariables()
    program.gather(share, of: data)
    end(.gather, next: .forward)

    try program.forward(share.pass, memory.modelVariables)
    sumRecords(share.pass.leaves)
    end(.forward, next: .backward)

    try unsafe program.backward(
      memory.modelVariables, gradients: exchange.gradients, claim: Claim(exchange.contendedWeights)
    ) { offset in try exchange.gradientsAreComplete(from: offset) }
    records.flags = gradientIsLarge ? requests.union(.gradientIsLarge) : requests
    if isVerified { try verification?.compareShares(batch, of: data, shares) }
    end(.backward, next: .meeting)

    let totals = try exchange.meet(records)
    Heartbeat.expectLongWaits(false)
    end(.meet, next: .updating)
    if totals.flags.contains(.decisionPending), try !decide() {
      try skipUpdate()
      return StepOutcome(totals: totals, isPostponed: true)
    }
    if let what = try findNonFinite(totals, share, of: data) {
      return StepOutcome(totals: totals, notFinite: what)
    }

    try verification?.checkMemory(iteration: batch.iteration)
    try update(iteration: batch.iteration, sumIsTaken: totals.flags.contains(.gradientIsLarge))
    verification?.remember(isVerified)
    end(.update, next: .updating)

    memory.weightsAreFinite = try exchange.publish(sliceIsFinite)
    if isVerified { try verification?.compareCopies(iteration: batch.iteration) }
    end(.publish, next: .betweenSteps)
    computedSampleCount += share.pass.leaves.rowCount
    return StepOutcome(totals: totals)
  }

  /// Gives the memory of gradients back, not that of the run's numbers; every rank calls it.
  package func close() throws {
    try verification?.close()
    try shares.reduction.close()
    try exchange.close()
  }
}

// MARK: - Parts of a step

extension TrainingStep {
  /// Where the time of a step goes.
  package enum Phase: Int, CaseIterable {
    case gather, forward, backward, meet, update, publish
  }

  /// Marks the end of a phase, and what comes next.
  private func end(_ phase: Phase, next: Activity) {
    phaseEnded?(phase)
    Heartbeat.report(next)
  }

  /// Sums losses and metrics leaf by leaf, in the samples' order.
  private func sumRecords(_ leaves: LeafRows) {
    let width = records.width
    unsafe records.sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      unsafe base.update(repeating: 0, count: sums.count)
      for leaf in 0..<leaves.leafCount {
        unsafe program.add(
          leaves.offsets[leaf]..<leaves.offsets[leaf + 1], to: base + leaf * width)
      }
    }
  }

  /// Updates this rank's slice with its part of the summed gradient.
  ///
  /// `sumIsTaken` says that the sum was looked at before, and is in `summed`.
  private func update(iteration: Int, sumIsTaken: Bool) throws {
    let learningRate = optimizer.learningRate.rate(atStep: iteration - 1)
    let slice = exchange.slice
    let slots = memory.optimizerState.slots
    sliceIsFinite = true
    func update(_ part: Range<Int>, _ gradient: UnsafePointer<Float>) {
      let partIsFinite = unsafe optimizer.update(
        ParameterSlice(
          count: part.count, iteration: iteration, learningRate: learningRate,
          weights: exchange.weights + part.lowerBound, gradient: gradient,
          slots: slots.base + (part.lowerBound - slice.lowerBound), slotStride: slice.count))
      sliceIsFinite = sliceIsFinite && partIsFinite
    }
    guard clipping != nil || sumIsTaken else {
      try unsafe exchange.reduce { unsafe update($0, $1) }
      return
    }
    if !sumIsTaken { try unsafe exchange.reduce { unsafe summed.take($0, $1) } }
    try clipping?.clip(summed, with: exchange)
    unsafe update(slice, summed.values)
  }

  /// Ends a step that updates nothing: what the passes have written is taken back.
  func skipUpdate() throws {
    try exchange.skip()
    memory.takeBackVariables()
  }
}
