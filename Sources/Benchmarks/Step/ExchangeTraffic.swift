import Engine
import Parallel

/// The bytes that a step's exchange moves between ranks.
struct ExchangeTraffic {
  /// The bytes that each rank takes from other ranks in a step.
  ///
  /// That is what it reads of their memory, or what they send it. Of `MPI_Allreduce` it is the
  /// least that any algorithm needs, since the library chooses one.
  let bytesOfRank: [Int]

  /// Counts the bytes of one step.
  ///
  /// Every slice's owner takes that slice of the blocks of its host's other ranks and of the other
  /// hosts; the ranks that send sums to other hosts take their host's blocks for them; and then
  /// everyone takes the weights of everyone else's slice.
  init(
    _ kind: ExchangeKind, _ tree: ReductionTree, _ space: ParameterSpace, in group: ProcessGroup
  ) {
    let worldSize = group.worldSize
    let width = MemoryLayout<Float>.stride
    guard worldSize > 1 else {
      bytesOfRank = [0]
      return
    }
    if kind.resolved(for: group) == .mpi {
      bytesOfRank = (0..<worldSize).map { _ in
        2 * (worldSize - 1) * space.count * width / worldSize
      }
      return
    }
    let hosts = group.hostIndices
    let hostTree = HostTree(tree, hosts: hosts)
    let cuts = SlicePlan(space, count: worldSize).slices
    let slices = hosts.indices.map { cuts[group.slicePosition(of: $0)] }
    bytesOfRank = hosts.indices.map { rank in
      let own = slices[rank].count
      let sources = hostTree.sources(onHost: hosts[rank]).count { !$0.origin.isRank(rank) }
      let plan = MessagePlan(rank: rank, hosts: hosts, slices: slices)
      let others = hostTree.blocks(ofHost: hosts[rank]).flatMap(\.parts).count { $0.rank != rank }
      let sent = plan.sums.reduce(0) { $0 + $1.run.count }
      return (sources * own + others * sent + space.count - own) * width
    }
  }
}

extension HostTree.Source.Origin {
  /// Whether the values are that rank's.
  fileprivate func isRank(_ rank: Int) -> Bool {
    if case .rank(rank, _) = self { true } else { false }
  }
}
