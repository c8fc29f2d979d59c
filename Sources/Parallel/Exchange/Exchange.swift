public import Models

/// Changes the weights of a part of the parameter space by its gradient.
///
/// It is given the part, as a range of the parameter space, where its weights and its summed
/// gradient start, and returns whether all of the gradient was finite.
public typealias SliceUpdate = (
  _ part: Range<Int>, _ weights: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>
) -> Bool

/// What turns every rank's block sums into the summed gradient, and the ranks' new weights into
/// everyone's.
///
/// A step is: fill `gradients`, then `meet`, then `update`. To add an exchange, write a file in
/// this folder and list it in `ExchangeKind`.
public protocol Exchange: AnyObject {
  /// The weights that this rank computes with: the whole parameter space.
  var weights: UnsafeMutablePointer<Float> { get }

  /// Where this rank's block sums go: block `b` from `b * parameterSpace.count` on. The gaps
  /// between parameters are zero and stay so.
  var gradients: UnsafeMutablePointer<Float> { get }

  /// The run of the parameter space that this rank updates.
  var slice: Range<Int> { get }

  /// Whether all of the gradient that this rank's last update took was finite.
  var lastUpdateWasFinite: Bool { get }

  /// Tells every rank what this one's leaves gave, once its gradients are complete.
  ///
  /// Afterwards no rank reads the old weights any more.
  ///
  /// - Returns: the batch's totals, the same on every rank.
  func meet(_ records: [LeafRecord]) throws -> StepTotals

  /// Sums this rank's slice of the gradient in the tree's order, hands it to `body` part by part,
  /// and makes the weights that `body` wrote known to every rank.
  ///
  /// - Parameter body: Changes a part's weights by its summed gradient, and says whether all of it
  ///   was finite. It may be called several times, with parts in order that make up the slice.
  /// - Throws: MPI's errors.
  func update(_ body: SliceUpdate) throws

  /// Every rank's slice of a slot in one vector, on rank 0; nil elsewhere.
  func collect(_ slot: UnsafePointer<Float>) throws -> [Float]?

  /// Puts the same weights everywhere; every rank passes the same.
  func setWeights(_ values: [Float]) throws

  /// Gives shared memory back; every rank calls it.
  func close() throws
}

/// The exchanges, by the names that users type.
public enum ExchangeKind: String, Sendable, CaseIterable {
  /// `shared` on one host, `ordered` on several.
  case auto
  /// Sums straight out of one host's shared memory.
  case shared
  /// Messages, added up in the tree's order: any number of hosts.
  case ordered
  /// `MPI_Allreduce`, then every rank updates everything. Its sums depend on the world size.
  case mpi

  /// The kind that `auto` stands for on the group's hosts; itself otherwise.
  public func resolved(for group: ProcessGroup) -> ExchangeKind {
    self == .auto ? (group.hostCount == 1 ? .shared : .ordered) : self
  }

  /// Makes the exchange; every rank calls it.
  ///
  /// A solo group gets `shared`, whatever is asked for: without other ranks they are all the same.
  ///
  /// - Throws: `ParallelError.severalHosts` for `shared` on several hosts, and MPI's errors.
  public func makeExchange(
    for shard: Shard, of space: ParameterSpace, in group: ProcessGroup
  ) throws -> any Exchange {
    switch group.worldSize == 1 ? .shared : resolved(for: group) {
    case .auto, .shared: try SharedExchange(for: shard, of: space, in: group)
    case .ordered: try OrderedExchange(for: shard, of: space, in: group)
    case .mpi: try AllReduceExchange(for: shard, of: space, in: group)
    }
  }
}
