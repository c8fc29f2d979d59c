package import Datasets
import Kernels
package import Models
package import Parallel

/// One rank's part of a training step: its samples forward and backward, the exchange, its slice's
/// update.
package final class TrainingStep {
  /// Where the time of a step goes.
  package enum Phase: Int, CaseIterable {
    case gather, forward, backward, meet, update
  }

  package let parameterSpace: ParameterSpace
  package let exchange: any Exchange
  /// The samples that this rank has computed.
  package private(set) var computedSampleCount = 0
  /// Called at the end of each phase, for measurements.
  package var phaseEnded: ((Phase) -> Void)?

  private let program: Program
  private let shard: Shard
  private let optimizer: any Optimizer
  private let slots: Arena
  private var rows: [Int: LeafRows] = [:]
  private var records: [LeafRecord]

  /// Lays out a step for batches of at most `batchSize`; every rank calls it.
  package init(
    _ graph: Graph, _ compilation: Compilation, batchSize: Int, leafCount: Int,
    exchange kind: ExchangeKind, in group: ProcessGroup
  ) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    shard = try Shard(of: tree, rank: group.rank, worldSize: group.worldSize)
    program = try Program(
      graph, loss: compilation.loss, capacity: shard.rowCapacity(batchSize: batchSize))
    parameterSpace = program.parameterSpace
    optimizer = compilation.optimizer
    exchange = try kind.makeExchange(for: shard, of: parameterSpace, in: group)
    slots = Arena(count: optimizer.slotNames.count * exchange.slice.count)
    records = [LeafRecord](repeating: .empty, count: shard.leaves.count)
  }

  /// Trains on one batch.
  ///
  /// Random draws depend on the model's seed, `draws.epoch`, and the samples' places in the epoch,
  /// the first of which is `draws.firstSample`.
  ///
  /// - Parameters:
  ///   - batch: The samples' places in the data, of the whole batch.
  ///   - samples: The data.
  ///   - labels: The data's labels.
  ///   - draws: What tells the batch's random numbers from those of others.
  ///   - epoch: The epoch, from 1, for errors.
  ///   - iteration: Which update this is, from 1.
  /// - Returns: the batch's loss and hits before the update.
  /// - Throws: `TrainingError.notFinite` before anything is updated, and MPI's errors.
  package func callAsFunction(
    _ batch: ArraySlice<Int32>, of samples: Samples, _ labels: Labels, draws: SampleDraws,
    epoch: Int,
    iteration: Int
  ) throws -> StepTotals {
    let leaves = leafRows(batchSize: batch.count)
    gather(batch, of: samples, labels)
    phaseEnded?(.gather)

    let first = draws.firstSample + shard.samples(ofBatchOf: batch.count).lowerBound
    unsafe program.forward(
      rows: leaves.rowCount, weights: exchange.weights, scale: 1 / Float(batch.count),
      draws: SampleDraws(seed: draws.seed, epoch: draws.epoch, firstSample: first))
    record(leaves)
    phaseEnded?(.forward)

    unsafe program.backward(leaves, weights: exchange.weights, gradients: exchange.gradients)
    phaseEnded?(.backward)

    let totals = try exchange.meet(records)
    phaseEnded?(.meet)
    guard totals.lastUpdateWasFinite else {
      throw TrainingError.notFinite(what: "a gradient", epoch: epoch, iteration: iteration - 1)
    }
    guard totals.loss.isFinite else {
      throw TrainingError.notFinite(what: "the loss", epoch: epoch, iteration: iteration)
    }

    let slice = exchange.slice
    let learningRate = optimizer.learningRate.rate(atStep: iteration - 1)
    try unsafe exchange.update { part, weights, gradient in
      unsafe optimizer.update(
        ParameterSlice(
          count: part.count, iteration: iteration, learningRate: learningRate, weights: weights,
          gradient: gradient, slots: slots.base + (part.lowerBound - slice.lowerBound),
          slotStride: slice.count))
    }
    phaseEnded?(.update)
    computedSampleCount += leaves.rowCount
    return totals
  }

  private func leafRows(batchSize: Int) -> LeafRows {
    if let known = rows[batchSize] { return known }
    let new = shard.rows(ofBatchOf: batchSize)
    rows[batchSize] = new
    return new
  }

  private func gather(_ batch: ArraySlice<Int32>, of samples: Samples, _ labels: Labels) {
    let own = shard.samples(ofBatchOf: batch.count)
    unsafe batch.withUnsafeBufferPointer { indices in
      let part = unsafe UnsafeBufferPointer(rebasing: indices[own])
      unsafe samples.gather(part, into: program.input)
      unsafe labels.gather(part, into: program.labels)
    }
  }

  /// Sums losses and hits leaf by leaf, in the samples' order.
  private func record(_ leaves: LeafRows) {
    for leaf in 0..<leaves.leafCount {
      var record = LeafRecord.empty
      for row in leaves.offsets[leaf]..<leaves.offsets[leaf + 1] {
        record.loss += Double(program.loss(ofRow: row))
        record.hits += program.hit(ofRow: row)
      }
      records[leaf] = record
    }
  }
}

// MARK: - State

extension TrainingStep {
  /// Starts from the given weights and slots; every rank passes the same, `slots` in the
  /// optimizer's order, each as long as the parameter space, or none of them for what they start from.
  package func restore(weights: [Float], slots values: [Float]) throws {
    try exchange.setWeights(weights)
    let slice = exchange.slice
    for place in optimizer.slotNames.indices {
      guard !values.isEmpty else {
        unsafe (slots.base + place * slice.count).update(
          repeating: optimizer.initialValue(ofSlot: place), count: slice.count)
        continue
      }
      let start = place * parameterSpace.count + slice.lowerBound
      for offset in 0..<slice.count {
        unsafe slots.base[place * slice.count + offset] = values[start + offset]
      }
    }
  }

  /// The weights, as this rank reads them.
  package func weights() -> [Float] {
    unsafe Array(UnsafeBufferPointer(start: exchange.weights, count: parameterSpace.count))
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
