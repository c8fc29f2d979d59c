import Kernels
package import Models
package import Parallel

/// One rank's part of a training step: its samples forward and backward, the exchange, its slice's
/// update.
@safe
package final class TrainingStep {
  /// Where the time of a step goes.
  package enum Phase: Int, CaseIterable {
    case gather, forward, backward, meet, update
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

  private let program: Program
  private let shard: Shard
  private let inputSize: Int
  private let optimizer: any Optimizer
  private let clipped: ClippedGradient?
  private let reduction: any GroupReduction
  private let slots: Arena
  private let variables: Arena
  private var rows: [Int: LeafRows] = [:]
  private var records: StepRecords

  /// Lays out a step for batches of at most `batchSize`; every rank calls it.
  package init(
    _ graph: Graph, _ compilation: Compilation, labels: [LabelKind], batchSize: Int,
    leafCount: Int, exchange kind: ExchangeKind, in group: ProcessGroup
  ) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    program = try Program(
      graph, compilation.objective, labels: labels,
      capacity: shard.rowCapacity(batchSize: batchSize))
    parameterSpace = program.parameterSpace
    inputSize = graph.calls[graph.inputs[0]].outputShape.elementCount
    scores = program.scores
    optimizer = compilation.optimizer
    exchange = try kind.makeExchange(
      for: shard, of: parameterSpace, recordWidth: scores.count, in: group)
    reduction = try kind.makeReduction(for: shard, count: program.reductionCount, in: group)
    let (slice, space) = (exchange.slice, parameterSpace)
    clipped = compilation.clipping.map { ClippedGradient($0, slice: slice, of: space) }
    slots = Arena(count: optimizer.slotNames.count * slice.count)
    variables = Arena(count: program.variableSpace.count)
    records = StepRecords(leafCount: shard.leaves.count, width: scores.count)
  }

  /// Trains on one batch.
  ///
  /// Random draws depend on the model's seed, the epoch, and the samples' places in the epoch.
  /// `requests` is told to every rank, which all find it in the totals of this very step.
  ///
  /// - Returns: the sums of the batch's losses and metrics before the update.
  /// - Throws: `TrainingError.notFinite` before anything is updated, and MPI's errors.
  package func callAsFunction(
    _ batch: Batch, of data: TrainingData, saying requests: StepFlags = []
  ) throws -> StepTotals {
    let leaves = leafRows(batchSize: batch.places.count)
    Heartbeat.report(.gathering, step: batch.iteration)
    gather(batch.places, of: data)
    unsafe offer(.samples, program.input(0), count: leaves.rowCount * inputSize)
    phaseEnded?(.gather)
    Heartbeat.report(.forward)

    let first = batch.draws.firstSample + shard.samples(ofBatchOf: batch.places.count).lowerBound
    let pass = TrainingPass(
      draws: SampleDraws(seed: batch.draws.seed, epoch: batch.draws.epoch, firstSample: first),
      leaves: leaves, batchSize: batch.places.count, reduction: reduction)
    try program.forward(pass, modelVariables)
    record(leaves)
    phaseEnded?(.forward)
    Heartbeat.report(.backward)

    try unsafe program.backward(modelVariables, gradients: exchange.gradients)
    unsafe offer(.gradient, exchange.gradients, count: shard.blocks.count * parameterSpace.count)
    phaseEnded?(.backward)
    Heartbeat.report(.meeting)

    records.flags.formUnion(requests)
    let totals = try exchange.meet(records)
    phaseEnded?(.meet)
    Heartbeat.expectLongWaits(false)
    Heartbeat.report(.updating)
    guard !totals.flags.contains(.gradientWasNotFinite) else {
      throw TrainingError.notFinite(
        what: "a gradient", epoch: batch.epoch, iteration: batch.iteration - 1)
    }
    guard scores.totalLoss(totals.sums).isFinite else {
      throw TrainingError.notFinite(
        what: "the loss", epoch: batch.epoch, iteration: batch.iteration)
    }

    try update(iteration: batch.iteration)
    phaseEnded?(.update)
    Heartbeat.report(.betweenSteps)
    computedSampleCount += leaves.rowCount
    return totals
  }

  /// Whether all of the gradient that this rank's last update took was finite.
  package var lastUpdateWasFinite: Bool { !records.flags.contains(.gradientWasNotFinite) }

  /// Gives shared memory back; every rank calls it.
  package func close() throws {
    try reduction.close()
    try exchange.close()
  }
}

// MARK: - Parts of a step

extension TrainingStep {
  private var modelVariables: ModelVariables {
    unsafe ModelVariables(
      weights: UnsafePointer(exchange.weights), others: variables.base)
  }

  private func offer(
    _ part: CorruptiblePart, _ start: UnsafeMutablePointer<Float>, count: Int
  ) {
    guard let corrupt = unsafe corrupt else { return }
    unsafe corrupt(part, UnsafeMutableBufferPointer(start: start, count: count))
  }

  private func leafRows(batchSize: Int) -> LeafRows {
    if let known = rows[batchSize] { return known }
    let new = shard.rows(ofBatchOf: batchSize)
    rows[batchSize] = new
    return new
  }

  private func gather(_ batch: ArraySlice<Int32>, of data: TrainingData) {
    let own = shard.samples(ofBatchOf: batch.count)
    unsafe batch.withUnsafeBufferPointer { indices in
      unsafe data.gather(UnsafeBufferPointer(rebasing: indices[own]), into: program)
    }
  }

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

  /// Sums this rank's slice of the gradient and updates its weights.
  private func update(iteration: Int) throws {
    let learningRate = optimizer.learningRate.rate(atStep: iteration - 1)
    let slice = exchange.slice
    var isFinite = true
    func update(_ part: Range<Int>, _ gradient: UnsafePointer<Float>) {
      let partIsFinite = unsafe optimizer.update(
        ParameterSlice(
          count: part.count, iteration: iteration, learningRate: learningRate,
          weights: exchange.weights + part.lowerBound, gradient: gradient,
          slots: slots.base + (part.lowerBound - slice.lowerBound), slotStride: slice.count))
      isFinite = isFinite && partIsFinite
    }
    if let clipped {
      try unsafe exchange.reduce { unsafe clipped.take($0, $1) }
      try unsafe update(slice, clipped.clipped(by: exchange))
    } else {
      try unsafe exchange.reduce { unsafe update($0, $1) }
    }
    unsafe offer(.weights, exchange.weights + slice.lowerBound, count: slice.count)
    unsafe offer(.slots, slots.base, count: slots.count)
    try exchange.publish()
    records.flags = isFinite ? [] : .gradientWasNotFinite
  }
}

// MARK: - State

extension TrainingStep {
  /// Starts from the given state; every rank passes the same.
  package func restore(_ state: ModelState) throws {
    try exchange.setWeights(state.weights)
    precondition(
      state.variables.count == variables.count, "\(state.variables.count) variables")
    for (place, value) in state.variables.enumerated() { unsafe variables.base[place] = value }
    let slice = exchange.slice
    for place in optimizer.slotNames.indices {
      guard !state.slots.isEmpty else {
        unsafe (slots.base + place * slice.count).update(
          repeating: optimizer.initialValue(ofSlot: place), count: slice.count)
        continue
      }
      let start = place * parameterSpace.count + slice.lowerBound
      for offset in 0..<slice.count {
        unsafe slots.base[place * slice.count + offset] = state.slots[start + offset]
      }
    }
  }

  /// The weights and other variables, as this rank reads them.
  package func state() -> ModelState {
    unsafe ModelState(
      weights: Array(UnsafeBufferPointer(start: exchange.weights, count: parameterSpace.count)),
      variables: Array(UnsafeBufferPointer(start: variables.base, count: variables.count)))
  }

  /// Calls `body` with the weights and other variables where they stand.
  package func withVariables<Result>(
    _ body: (ModelVariables) throws -> Result
  ) rethrows -> Result {
    try body(modelVariables)
  }

  /// All ranks' slots in one vector, on rank 0; nil elsewhere.
  ///
  /// Every rank calls it.
  package func collectSlots() throws -> [Float]? {
    var all: [Float]? = []
    for place in optimizer.slotNames.indices {
      let slot = try unsafe exchange.collect(
        UnsafePointer(slots.base + place * exchange.slice.count))
      if let slot { all?.append(contentsOf: slot) } else { all = nil }
    }
    return all
  }
}
