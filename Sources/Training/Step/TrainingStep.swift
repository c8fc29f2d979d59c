package import Engine
import Kernels
package import Layers
package import Parallel

/// One rank's part of a training step: forward and backward passes of its samples, the exchange,
/// and the update of its slice.
@safe
package final class TrainingStep {
  package let parameterSpace: ParameterSpace
  package let exchange: any Exchange
  /// The names of the batch's sums.
  package let scores: Scores
  /// Weights, other variables and slots.
  package let memory: RunMemory
  /// The number of samples that this rank has computed.
  package private(set) var computedSampleCount = 0
  /// The time of the steps' parts on this rank.
  package var clock = StepClock()
  /// The timeline of the steps; nil where nothing is recorded.
  let timeline: StepTimeline?

  /// The digester of each step's tensors; nil for none.
  var digester: StepDigester?

  /// The digester of what each rank reads and computes; nil for none.
  var rankDigester: RankDigester?

  /// The optimizer.
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

  /// Lays out a step for batches of at most `batchSize`; collective.
  ///
  /// - Parameters:
  ///   - graph: The model.
  ///   - compilation: Losses, metrics, optimizer and clipping.
  ///   - labels: The encoding of the labels of each output.
  ///   - batchSize: The greatest number of samples of a batch, on all ranks together.
  ///   - leafCount: The leaf count of the reduction tree.
  ///   - kind: The kind of exchange.
  ///   - given: The run's memory; new memory by default.
  ///   - isEverVerified: Whether steps may be verified.
  ///   - corrupt: Injects faults; nil for none.
  ///   - delay: Injects pauses; nil for none.
  ///   - timeline: Records the steps; nil for none.
  ///   - group: The processes.
  /// - Throws: `ModelError`, `ParallelError` or MPI's errors.
  package init(
    _ graph: Graph, _ compilation: Compilation, labels: [LabelKind], batchSize: Int,
    leafCount: Int, exchange kind: ExchangeKind, memory given: RunMemory? = nil,
    verifies isEverVerified: Bool = false, corrupting corrupt: Corruption? = nil,
    delaying delay: Delay? = nil, timeline: StepTimeline? = nil, in group: ProcessGroup
  ) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    let shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    let neighbour = isEverVerified ? try shard.neighbour(in: group) : shard
    let sound = try Program(
      graph, compilation.objective, labels: labels,
      capacity: max(
        shard.rowCapacity(batchSize: batchSize), neighbour.rowCapacity(batchSize: batchSize)),
      timeline: timeline?.timeline)
    let memory = try given ?? RunMemory(VariablePlan(graph), compilation.optimizer, kind, in: group)
    self.group = group
    self.timeline = timeline
    self.memory = memory
    parameterSpace = sound.parameterSpace
    scores = sound.scores
    optimizer = compilation.optimizer
    let exchange = try kind.makeExchange(
      for: shard, of: parameterSpace, weights: memory.weights, recordWidth: scores.count, in: group,
      timeline: timeline?.timeline)
    let gradientCount = shard.blocks.count * parameterSpace.count
    var (faultyProgram, faultyExchange): (any StepProgram, any Exchange) = (sound, exchange)
    if let corrupt = unsafe corrupt {
      faultyProgram = unsafe FaultyProgram(sound, gradientCount: gradientCount, corrupt)
      faultyExchange = unsafe FaultyExchange(exchange, memory, corrupt, in: group)
    }
    if let delay {
      faultyProgram = SlowProgram(faultyProgram, delay)
      faultyExchange = SlowExchange(faultyExchange, delay)
    }
    (program, self.exchange) = (faultyProgram, faultyExchange)
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
  /// Random draws depend on the model's seed, the epoch, and the samples' positions in the epoch.
  /// The outcome contains the `requests` of all ranks in this step.
  ///
  /// - Parameters:
  ///   - batch: The samples, and the keys of random numbers.
  ///   - data: The training data.
  ///   - requests: This rank's flags for all ranks.
  ///   - isVerified: Whether the ranks verify each other's results and memory.
  ///   - decide: Called on every rank when rank 0 has a decision to share, before the update;
  ///     returns whether to update.
  /// - Returns: The sums of the batch's losses and metrics before the update.
  /// - Throws: `TrainingError.corruption`, and MPI's errors.
  package func callAsFunction(
    _ batch: StepBatch, of data: TrainingData, saying requests: StepFlags = [],
    verifying isVerified: Bool = false, decide: () throws -> Bool = { true }
  ) throws -> StepOutcome {
    let share = shares.share(of: batch)
    clock.begin(step: batch.iteration)
    timeline?.begin(step: batch.iteration)
    end(.between, next: .gathering, step: batch.iteration)
    try exchange.gradientsAreComplete(from: parameterSpace.count)
    memory.keepVariables()
    program.gather(share, of: data)
    unsafe rankDigester?.read(
      program, rows: share.pass.leaves.rowCount, weights: exchange.weights)
    end(.gather, next: .forward)

    try program.forward(share.pass, memory.modelVariables)
    sumRecords(share.pass.leaves)
    end(.forward, next: .backward)

    try unsafe program.backward(
      memory.modelVariables, gradients: exchange.gradients, claim: Claim(exchange.contendedWeights)
    ) { offset in try exchange.gradientsAreComplete(from: offset) }
    records.flags = gradientIsLarge ? requests.union(.gradientIsLarge) : requests
    let ranks =
      try unsafe rankDigester?.gather(exchange.gradients, blocks: shares.blockCount) ?? []
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
      return StepOutcome(totals: totals, notFinite: what, ranks: ranks)
    }

    try verification?.checkMemory(iteration: batch.iteration)
    var digests = try update(
      iteration: batch.iteration, sumIsTaken: totals.flags.contains(.gradientIsLarge))
    digests?.ranks = ranks
    verification?.record(isVerified)
    end(.update, next: .updating)

    memory.weightsAreFinite = try exchange.publish(sliceIsFinite)
    if isVerified { try verification?.compareCopies(iteration: batch.iteration) }
    end(.publish, next: .betweenSteps)
    computedSampleCount += share.pass.leaves.rowCount
    return StepOutcome(totals: totals, digests: digests)
  }

  /// Frees the memory of gradients, but not the run's memory; collective.
  package func close() throws {
    try verification?.close()
    try shares.reduction.close()
    try exchange.close()
  }
}

// MARK: - Parts of a step

extension TrainingStep {
  /// Marks the end of a part of the step, and the next activity.
  private func end(_ part: StepClock.Part, next: Activity, step: Int? = nil) {
    let (start, end) = clock.end(part)
    timeline?.end(part, from: start, to: end)
    Heartbeat.report(next, step: step)
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
  /// `sumIsTaken` states that the sum was checked before, and is in `summed`. Returns the digests
  /// of the step's tensors on rank 0, if there is a digester.
  private func update(iteration: Int, sumIsTaken: Bool) throws -> DigestRecord? {
    let learningRate = optimizer.learningRate.rate(atStep: iteration - 1)
    let slice = exchange.slice
    let slots = memory.optimizerState.slots
    sliceIsFinite = true
    digester?.restart()
    func update(_ part: Range<Int>, _ gradient: UnsafePointer<Float>) {
      let weights = unsafe exchange.weights + part.lowerBound
      let partIsFinite = unsafe optimizer.update(
        ParameterSlice(
          count: part.count, iteration: iteration, learningRate: learningRate,
          weights: weights, gradient: gradient,
          slots: slots.base + (part.lowerBound - slice.lowerBound), slotStride: slice.count))
      sliceIsFinite = sliceIsFinite && partIsFinite
      unsafe digester?.weights.take(part, weights)
    }
    guard clipping != nil || sumIsTaken else {
      try unsafe exchange.reduce { range, gradient in
        inParts(range) {
          let values = unsafe UnsafePointer(gradient + ($0.lowerBound - range.lowerBound))
          unsafe digester?.gradients?.take($0, values)
          unsafe update($0, values)
        }
      }
      return try digester?.record(ofStep: iteration, exchange)
    }
    if !sumIsTaken { try unsafe exchange.reduce { unsafe summed.take($0, $1) } }
    unsafe digester?.gradients?.take(slice, summed.values)
    try clipping?.clip(summed, with: exchange)
    inParts(slice) { unsafe update($0, summed.start(of: $0)) }
    return try digester?.record(ofStep: iteration, exchange)
  }

  /// Calls `body` with a range of the parameter space, or with parts of it that a cache holds where
  /// what is computed is digested too.
  private func inParts(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    guard digester != nil else { return body(range) }
    range.forEachPart(of: ChunkDigests.partSize, body)
  }

  /// Ends a step without an update: the effects of the passes are reverted.
  func skipUpdate() throws {
    try exchange.skip()
    memory.takeBackVariables()
  }
}
