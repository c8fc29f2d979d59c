import Models
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
  /// Every slice's owner takes that slice of all other ranks' blocks, and then everyone takes the
  /// weights of everyone else's slice.
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
    let plan = tree.plan(worldSize: worldSize)
    let slices = SlicePlan(space, count: worldSize).slices
    bytesOfRank = (0..<worldSize).map { rank in
      let own = slices[group.slicePosition(of: rank)].count
      let blocks = plan.count { $0.rank != rank }
      return (blocks * own + space.count - own) * width
    }
  }
}
