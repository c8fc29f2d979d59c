import Engine
import Parallel

/// The bytes that a step's exchange moves between ranks.
struct ExchangeTraffic {
  /// The number of bytes that each rank receives from other ranks in a step.
  ///
  /// They are read from the others' memory or sent in messages. For `MPI_Allreduce` it is the lower
  /// bound of all algorithms, since MPI chooses one.
  let bytesOfRank: [Int]

  /// Counts the bytes of one step.
  ///
  /// Every slice's owner reads that slice of the blocks of its host's other ranks and receives that
  /// of the other hosts; the ranks that send sums to other hosts read their host's blocks; finally
  /// all ranks receive the weights of all other slices.
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
  /// Returns whether the values are those of a rank's block.
  fileprivate func isRank(_ rank: Int) -> Bool {
    if case .rank(rank, _) = self { true } else { false }
  }
}
