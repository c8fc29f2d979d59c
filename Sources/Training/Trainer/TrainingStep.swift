package import Engine
import Kernels
package import Layers
package import Parallel

/// One rank's part of a training step: its samples forward and backward, the exchange, its slice's
/// update.
@safe
package final class TrainingStep {
  /// Where the time of a step goes.
  package enum Phase: Int, CaseIterable {
    case gather, forward, backward, meet, update, publish
  }

  /// Which batch a step is given.
  package struct Batch {
    /// The samples' places in the data, of the whole batch.
    package let places: ArraySlice<Int32>
    /// What tells the batch's random numbers from those of others.
    package let draws: SampleDraws
    /// The epoch, from 1, for errors.
    package let epoch: Int
    /// Which update this is, from 1.
    package let iteration: Int

    package init(places: ArraySlice<Int32>, draws: SampleDraws, epoch: Int, iteration: Int) {
      self.places = places
      self.draws = draws
      self.epoch = epoch
      self.iteration = iteration
    }
  }

  /// What came of a step; the same on every rank.
  package struct Outcome {
    /// The batch's sums before the update, and what the ranks had to say.
    package let totals: StepTotals
    /// What was not finite, so that nothing was updated; nil where all was.
    package var notFinite: String?
  }

  package let parameterSpace: ParameterSpace
  package let exchange: any Exchange
  /// What the batch's sums mean.
  package let scores: Scores
  /// The samples that this rank has computed.
  package private(set) var computedSampleCount = 0
  /// Called at the end of each phase, for measurements.
  package var phaseEnded: ((Phase) -> Void)?
  /// Called with each part once it is complete, for injected faults.
  package var corrupt: ((CorruptiblePart, UnsafeMutableBufferPointer<Float>) -> Void)?

  let program: Program
  let shard: Shard
  let group: ProcessGroup
  let slots: Arena
  /// What no gradient changes.
  let variables: Arena
  /// The same before the step's passes: a step that is left out changes nothing.
  let earlierVariables: Arena
  /// Whether this rank's slice of the weights is finite since the last update.
  private var sliceIsFinite = false
  /// Whether all ranks' weights are known to be finite.
  var weightsAreFinite = false
  /// What this rank's slice was after the last verified update.
  var remembered: SliceDigests?
  let inputSize: Int
  let optimizer: any Optimizer
  private let clipping: ClippedGradient?
  let summed: SummedSlice
  private let reduction: any GroupReduction
  /// Sums what each rank has computed of its neighbour's share.
  let neighboursReduction: (any GroupReduction)?
  var records: StepRecords
  /// How batches of each size are cut.
  var knownRows: [RowsKey: LeafRows] = [:]

  /// Lays out a step for batches of at most `batchSize`; every rank calls it.
  ///
  /// Only where `isEverVerified` may steps be asked to verify.
  package init(
    _ graph: Graph, _ compilation: Compilation, labels: [LabelKind], batchSize: Int,
    leafCount: Int, exchange kind: ExchangeKind, verifies isEverVerified: Bool = false,
    in group: ProcessGroup
  ) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    let shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    let neighbour = try shard.neighbour(in: group)
    program = try Program(
      graph, compilation.objective, labels: labels,
      capacity: max(
        shard.rowCapacity(batchSize: batchSize),
        isEverVerified ? neighbour.rowCapacity(batchSize: batchSize) : 0))
    self.group = group
    self.shard = shard
    parameterSpace = program.parameterSpace
    inputSize = graph.calls[graph.inputs[0]].outputShape.elementCount
    scores = program.scores
    optimizer = compilation.optimizer
    exchange = try kind.makeExchange(
      for: shard, of: parameterSpace, recordWidth: scores.count, in: group)
    reduction = try kind.makeReduction(over: tree, count: program.reductionCount, in: group)
    neighboursReduction =
      isEverVerified
      ? try kind.makeReduction(
        over: tree, count: program.reductionCount, ofNeighbours: true, in: group) : nil
    let (slice, space) = (exchange.slice, parameterSpace)
    clipping = compilation.clipping.map { ClippedGradient($0, slice: slice, of: space) }
    summed = SummedSlice(slice)
    slots = Arena(count: optimizer.slotNames.count * slice.count)
    variables = Arena(count: program.variableSpace.count)
    earlierVariables = Arena(count: program.variableSpace.count)
    records = StepRecords(leafCount: shard.leaves.count, width: scores.count)
  }

  /// Trains on one batch, unless its loss or gradient has a number that is none.
  ///
  /// Random draws depend on the model's seed, the epoch, and the samples' places in the epoch.
  /// `requests` is told to every rank, which all find it in the outcome of this very step.
  ///
  /// - Parameters:
  ///   - batch: Which samples, and how they are drawn.
  ///   - data: What they are drawn from.
  ///   - requests: What this rank has to say.
  ///   - isVerified: Whether the ranks check one another's numbers and memory.
  /// - Returns: the sums of the batch's losses and metrics before the update.
  /// - Throws: `TrainingError.corruption`, and MPI's errors.
  package func callAsFunction(
    _ batch: Batch, of data: TrainingData, saying requests: StepFlags = [],
    verifying isVerified: Bool = false
  ) throws -> Outcome {
    let share = share(of: batch, for: shard, summing: reduction)
    Heartbeat.report(.gathering, step: batch.iteration)
    try exchange.gradientsAreComplete(from: parameterSpace.count)
    keepVariables()
    gather(share, of: data)
    phaseEnded?(.gather)
    Heartbeat.report(.forward)

    try program.forward(share.pass, modelVariables)
    record(share.pass.leaves)
    phaseEnded?(.forward)
    Heartbeat.report(.backward)

    // What a fault may still change is not sent early.
    let isFinal = unsafe corrupt == nil
    try unsafe program.backward(
      modelVariables, gradients: exchange.gradients, claim: Claim(exchange.contendedWeights)
    ) { offset in if isFinal { try exchange.gradientsAreComplete(from: offset) } }
    unsafe offer(.gradient, exchange.gradients, count: shard.blocks.count * parameterSpace.count)
    // Before the program computes the neighbour's share, whose blocks and bounds are others.
    let gradientIsLarge = gradientIsLarge
    if isVerified { try verifyNeighbour(batch, of: data) }
    phaseEnded?(.backward)
    Heartbeat.report(.meeting)

    records.flags = gradientIsLarge ? requests.union(.gradientIsLarge) : requests
    let totals = try exchange.meet(records)
    phaseEnded?(.meet)
    Heartbeat.expectLongWaits(false)
    Heartbeat.report(.updating)
    if let what = try findNonFinite(totals, share, of: data) {
      return Outcome(totals: totals, notFinite: what)
    }

    try checkMemory(iteration: batch.iteration)
    try update(iteration: batch.iteration, sumIsTaken: totals.flags.contains(.gradientIsLarge))
    remembered = isVerified ? sliceDigests() : nil
    offerState()
    phaseEnded?(.update)
    weightsAreFinite = try exchange.publish(sliceIsFinite)
    offerCopy()
    if isVerified { try verifyCopies(iteration: batch.iteration) }
    phaseEnded?(.publish)
    Heartbeat.report(.betweenSteps)
    computedSampleCount += share.pass.leaves.rowCount
    return Outcome(totals: totals)
  }

  /// Gives shared memory back; every rank calls it.
  package func close() throws {
    try neighboursReduction?.close()
    try reduction.close()
    try exchange.close()
  }
}

// MARK: - Parts of a step

extension TrainingStep {
  /// Sums losses and metrics leaf by leaf, in the samples' order.
  private func record(_ leaves: LeafRows) {
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
  /// `sumIsTaken` says that the sum was looked at before, and stands in `summed`.
  private func update(iteration: Int, sumIsTaken: Bool) throws {
    let learningRate = optimizer.learningRate.rate(atStep: iteration - 1)
    let slice = exchange.slice
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
}
