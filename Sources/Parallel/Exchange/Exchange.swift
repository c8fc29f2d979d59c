package import Engine

/// Takes a part of the summed gradient.
///
/// It is given the part, as a range of the parameter space, and where its gradient starts, which it
/// may overwrite.
package typealias GradientPart = (
  _ part: Range<Int>, _ gradient: UnsafeMutablePointer<Float>
) -> Void

/// What turns every rank's block sums into the summed gradient, and the ranks' new weights into
/// everyone's.
///
/// A step is: fill `gradients`, then `meet`, then `reduce`, write the slice's new weights, and
/// `publish` them; or `skip` instead of `publish`. To add an exchange, write a file in this
/// folder and list it in `ExchangeKind`.
package protocol Exchange: AnyObject {
  /// The weights that this rank computes with: the whole parameter space.
  var weights: UnsafeMutablePointer<Float> { get }

  /// Where this rank's block sums go: block `b` from `b * parameterSpace.count` on. The gaps
  /// between parameters are zero and stay so.
  var gradients: UnsafeMutablePointer<Float> { get }

  /// The run of the parameter space that this rank updates.
  var slice: Range<Int> { get }

  /// The slice's weights, where the other ranks read them too from the very same memory; else nil.
  var contendedWeights: UnsafeMutableBufferPointer<Float>? { get }

  /// Says that this rank's block sums are complete from a place of the parameter space on, so that
  /// they may be read and sent while the rest is computed.
  ///
  /// Optional, any number of times before `meet`, at falling places; the space's end says that a
  /// step begins. It waits for nobody.
  ///
  /// - Throws: MPI's errors.
  func gradientsAreComplete(from offset: Int) throws

  /// Tells every rank what this one has to say, once its gradients are complete.
  ///
  /// Afterwards no rank reads the old weights any more.
  ///
  /// - Returns: the batch's totals, the same on every rank.
  func meet(_ records: StepRecords) throws -> StepTotals

  /// Sums this rank's slice of the gradient in the tree's order and hands it to `body`, once or in
  /// parts that together make up the slice, in any order.
  ///
  /// - Throws: MPI's errors.
  func reduce(_ body: GradientPart) throws

  /// Every chunk's number, in order, from those of this rank's slice: for norms, between `reduce`
  /// and `publish`.
  ///
  /// - Throws: MPI's errors.
  func gatherChunks(_ own: [Double]) throws -> [Double]

  /// Makes the weights that this rank wrote to its slice known to every rank.
  ///
  /// - Parameter areFinite: Whether they are all finite.
  /// - Returns: whether all ranks' are known to be, the same on every rank.
  /// - Throws: MPI's errors.
  func publish(_ areFinite: Bool) throws -> Bool

  /// Ends a step that updates nothing; every rank calls it after `meet` or `reduce`, and only then
  /// writes to `gradients` again.
  ///
  /// - Throws: MPI's errors.
  func skip() throws

  /// Gives shared memory back; every rank calls it.
  func close() throws
}

/// The exchanges, by the names that users type.
public enum ExchangeKind: String, Sendable, CaseIterable {
  /// `shared` on one host, `ordered` on several.
  case auto
  /// Sums straight out of one host's shared memory.
  case shared
  /// Sums inside each host, and messages between hosts, in the tree's order: any number of hosts.
  case ordered
  /// `MPI_Allreduce`, then every rank updates everything. Its sums depend on the world size.
  case mpi

  /// The kind that `auto` stands for on the group's hosts; itself otherwise.
  package func resolved(for group: ProcessGroup) -> ExchangeKind {
    self == .auto ? (group.hostCount == 1 ? .shared : .ordered) : self
  }

  /// Makes the exchange; every rank calls it.
  ///
  /// A solo group gets `shared`, whatever is asked for: without other ranks they are all the same.
  ///
  /// - Parameters:
  ///   - shard: This rank's leaves.
  ///   - space: The parameters.
  ///   - weights: The weights, of the kind that `makeWeights` gives.
  ///   - recordWidth: The number of sums of a leaf's record.
  ///   - group: The processes.
  /// - Returns: The exchange, which is closed by `close()`.
  /// - Throws: `ParallelError.severalHosts` for `shared` on several hosts, and MPI's errors.
  package func makeExchange(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, recordWidth: Int,
    in group: ProcessGroup
  ) throws -> any Exchange {
    switch group.worldSize == 1 ? .shared : resolved(for: group) {
    case .auto, .shared:
      try SharedExchange(
        for: shard, of: space, weights: weights, recordWidth: recordWidth, in: group)
    case .ordered: try OrderedExchange(for: shard, of: space, weights: weights, in: group)
    case .mpi: try AllReduceExchange(for: shard, of: space, weights: weights, in: group)
    }
  }

  /// Takes room for weights as the exchange wants them; every rank calls it.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  package func makeWeights(count: Int, in group: ProcessGroup) throws -> HostWeights {
    try HostWeights(count: count, isPrivate: resolved(for: group) == .mpi, in: group)
  }

  /// Which run of the parameter space each rank updates, by rank.
  package func slices(of space: ParameterSpace, in group: ProcessGroup) -> [Range<Int>] {
    guard group.worldSize > 1, resolved(for: group) == .mpi else {
      let plan = SlicePlan(space, count: group.worldSize)
      return (0..<group.worldSize).map { plan.slices[group.slicePosition(of: $0)] }
    }
    return [Range<Int>](repeating: 0..<space.count, count: group.worldSize)
  }

  /// Makes what sums over all ranks' leaves in the middle of a pass, up to `count` floats at once;
  /// every rank calls it.
  ///
  /// Whatever the exchange, the sums follow the tree. With `ofNeighbours` each rank passes what it
  /// has computed of its neighbour's shard, the next lower rank's.
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
  /// Nil: no other rank reads this rank's weights in place.
  package var contendedWeights: UnsafeMutableBufferPointer<Float>? { nil }

  /// Does nothing: everything is read behind `meet`.
  package func gradientsAreComplete(from offset: Int) {}
}
