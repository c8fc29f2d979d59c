package import Engine

/// A callback that receives a part of the summed gradient.
///
/// Its arguments are the part, as a range of the parameter space, and the start of its gradient,
/// which it may overwrite.
package typealias GradientPart = (
  _ part: Range<Int>, _ gradient: UnsafeMutablePointer<Float>
) -> Void

/// An algorithm that reduces all ranks' block sums to the summed gradient, and distributes the
/// ranks' new weights to all.
///
/// A step writes `gradients`, calls `meet` (a barrier) and `reduce`, writes the slice's new
/// weights, and calls `publish`; or calls `skip` instead of `publish`. To add an exchange, write a
/// file in this folder and list it in `ExchangeKind`.
package protocol Exchange: AnyObject {
  /// The weights that this rank computes with: the whole parameter space.
  var weights: UnsafeMutablePointer<Float> { get }

  /// This rank's block sums: block `b` starts at `b * parameterSpace.count`. The gaps between
  /// parameters are zero and must stay zero.
  var gradients: UnsafeMutablePointer<Float> { get }

  /// The range of the parameter space that this rank updates.
  var slice: Range<Int> { get }

  /// The slice's weights where other ranks read them from the same memory; otherwise nil.
  var contendedWeights: UnsafeMutableBufferPointer<Float>? { get }

  /// Declares this rank's block sums complete from an offset of the parameter space on, so that
  /// they can be read and sent while the rest is computed.
  ///
  /// Optional, any number of times before `meet`, with decreasing offsets; the end of the space
  /// begins a step. It does not wait.
  ///
  /// - Throws: MPI's errors.
  func gradientsAreComplete(from offset: Int) throws

  /// Exchanges the ranks' records once this rank's gradients are complete: a barrier.
  ///
  /// After it no rank reads the old weights.
  ///
  /// - Returns: The batch's totals, the same on every rank.
  func meet(_ records: StepRecords) throws -> StepTotals

  /// Sums this rank's slice of the gradient in the tree's order and passes it to `body`, whole or
  /// in parts that together cover the slice, in any order.
  ///
  /// - Throws: MPI's errors.
  func reduce(_ body: GradientPart) throws

  /// Gathers one number for each chunk, in order, from those of each rank's slice: for norms,
  /// between `reduce` and `publish`.
  ///
  /// - Throws: MPI's errors.
  func gatherChunks(_ own: [Double]) throws -> [Double]

  /// Makes the weights that this rank wrote to its slice visible to every rank.
  ///
  /// - Parameter areFinite: Whether they are all finite.
  /// - Returns: Whether all ranks' weights are known to be finite, the same on every rank.
  /// - Throws: MPI's errors.
  func publish(_ areFinite: Bool) throws -> Bool

  /// Ends a step without an update; every rank calls it after `meet` or `reduce`, before it writes
  /// to `gradients` again.
  ///
  /// - Throws: MPI's errors.
  func skip() throws

  /// Frees shared memory; collective.
  func close() throws
}

/// The exchanges, by their names on the command line.
public enum ExchangeKind: String, Sendable, CaseIterable {
  /// `shared` on one host, `ordered` on several.
  case auto
  /// Sums directly from the shared memory of one host.
  case shared
  /// Sums inside each host and sends messages between hosts, in the tree's order, on any number of
  /// hosts.
  case ordered
  /// `MPI_Allreduce`, then every rank updates everything. Its sums depend on the world size.
  case mpi

  /// Returns the kind that `auto` selects on the group's hosts; any other kind unchanged.
  package func resolved(for group: ProcessGroup) -> ExchangeKind {
    self == .auto ? (group.hostCount == 1 ? .shared : .ordered) : self
  }

  /// Creates the exchange; collective.
  ///
  /// A solo group always gets `shared`: without other ranks all kinds are equivalent.
  ///
  /// - Parameters:
  ///   - shard: This rank's leaves.
  ///   - space: The parameters.
  ///   - weights: The weights, from `makeWeights`.
  ///   - recordWidth: The number of sums of a leaf's record.
  ///   - group: The processes.
  ///   - timeline: Records the messages.
  /// - Returns: The exchange; the caller must call `close()`.
  /// - Throws: `ParallelError.severalHosts` for `shared` on several hosts, and MPI's errors.
  package func makeExchange(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, recordWidth: Int,
    in group: ProcessGroup, timeline: Timeline? = nil
  ) throws -> any Exchange {
    switch group.worldSize == 1 ? .shared : resolved(for: group) {
    case .auto, .shared:
      try SharedExchange(
        for: shard, of: space, weights: weights, recordWidth: recordWidth, in: group)
    case .ordered:
      try OrderedExchange(
        for: shard, of: space, weights: weights, in: group, timeline: timeline)
    case .mpi: try AllReduceExchange(for: shard, of: space, weights: weights, in: group)
    }
  }

  /// Allocates the weights as the exchange needs them; collective.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  package func makeWeights(count: Int, in group: ProcessGroup) throws -> HostWeights {
    try HostWeights(count: count, isPrivate: resolved(for: group) == .mpi, in: group)
  }

  /// Returns the range of the parameter space that each rank updates, by rank.
  package func slices(of space: ParameterSpace, in group: ProcessGroup) -> [Range<Int>] {
    guard group.worldSize > 1, resolved(for: group) == .mpi else {
      let plan = SlicePlan(space, count: group.worldSize)
      return (0..<group.worldSize).map { plan.slices[group.slicePosition(of: $0)] }
    }
    return [Range<Int>](repeating: 0..<space.count, count: group.worldSize)
  }

  /// Creates the reduction over all ranks' leaves in the middle of a pass, of up to `count` floats
  /// at once; collective.
  ///
  /// The sums follow the tree with every exchange. With `ofNeighbours` each rank contributes the
  /// sums of its neighbour's shard, the next lower rank's.
  ///
  /// - Throws: MPI's errors.
  package func makeReduction(
    over tree: ReductionTree, count: Int, ofNeighbours: Bool = false, in group: ProcessGroup
  ) throws -> any GroupReduction {
    guard count > 0, group.worldSize > 1 else { return WholeBatch() }
    let plan = tree.plan(worldSize: group.worldSize).map { block in
      ReductionTree.PlannedBlock(
        rank: ofNeighbours ? (block.rank + 1) % group.worldSize : block.rank, block: block.block,
        merges: block.merges)
    }
    return switch resolved(for: group) {
    case .auto, .shared: try SharedReduction(for: plan, count: count, in: group)
    case .ordered, .mpi: MessageReduction(for: plan, count: count, in: group)
    }
  }
}

extension Exchange {
  /// Nil: no other rank reads this rank's copy of the weights.
  package var contendedWeights: UnsafeMutableBufferPointer<Float>? { nil }

  /// Does nothing: sums are read only after `meet`.
  package func gradientsAreComplete(from offset: Int) {}
}
