import Engine
import Kernels
import MPI

/// The textbook exchange: every rank all-reduces the whole gradient (`MPI_Allreduce`), then updates
/// all weights.
///
/// The baseline, and the alternative on a network where the vendor's collective is fastest. Open
/// MPI chooses the order of summation by world size and message size: the bits depend on the number
/// of ranks. Losses still follow the tree.
@safe
final class AllReduceExchange: Exchange {
  let slice: Range<Int>

  private let group: ProcessGroup
  private let leafCountOfRank: [Int]
  private let weightMemory: VariableMemory
  private let gradientMemory: Arena
  private let sources: UnsafeMutableBufferPointer<TreeSource>

  init(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, in group: ProcessGroup
  ) throws {
    self.group = group
    slice = 0..<space.count
    leafCountOfRank = (0..<group.worldSize).map {
      shard.tree.leaves(ofRank: $0, worldSize: group.worldSize).count
    }
    weightMemory = weights.memory
    gradientMemory = Arena(count: shard.blocks.count * space.count)
    unsafe sources = .allocate(capacity: shard.blocks.count)
    // The rank's own blocks do not form a whole tree: they are added from left to right.
    for block in shard.blocks.indices {
      unsafe sources.initializeElement(
        at: block,
        to: TreeSource(
          values: gradientMemory.base + block * space.count, merges: block == 0 ? 0 : 1))
    }
  }

  deinit { unsafe sources.deallocate() }

  var weights: UnsafeMutablePointer<Float> { unsafe weightMemory.base }
  var gradients: UnsafeMutablePointer<Float> { unsafe gradientMemory.base }

  func meet(_ records: StepRecords) throws -> StepTotals {
    try group.totals(of: records, leafCounts: leafCountOfRank)
  }

  func reduce(_ body: GradientPart) throws {
    unsafe kernels.treeSum(
      UnsafeBufferPointer(sources), into: gradients, offset: 0, count: slice.count)
    try unsafe group.world?.allReduceSum(
      UnsafeMutableBufferPointer(start: gradients, count: slice.count))
    unsafe body(slice, gradients)
  }

  /// This rank's slice is the whole gradient.
  func gatherChunks(_ own: [Double]) throws -> [Double] { own }

  /// Returns the argument: every rank has updated all weights.
  func publish(_ areFinite: Bool) throws -> Bool { areFinite }

  /// Does nothing: no rank reads another's memory.
  func skip() {}

  func close() throws {}
}
