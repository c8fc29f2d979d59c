import Engine
import Kernels
import MPI

/// A reduction over all ranks in the middle of a pass by messages: every rank receives all block
/// sums and adds them in the tree's order.
@safe
final class MessageReduction: GroupReduction {
  private let group: ProcessGroup
  private let blockCounts: [Int]
  private let received: Arena
  private let sources: UnsafeMutableBufferPointer<TreeSource>
  private let merges: [Int]
  /// For each block of the plan, its index among the received blocks.
  private let indices: [Int]
  private let stride: Int

  init(for plan: [ReductionTree.PlannedBlock], count: Int, in group: ProcessGroup) {
    let blockCounts = (0..<group.worldSize).map { rank in plan.count { $0.rank == rank } }
    self.group = group
    self.blockCounts = blockCounts
    // The received blocks are ordered by rank.
    indices = plan.map { blockCounts[..<$0.rank].reduce(0, +) + $0.block }
    received = Arena(count: plan.count * count)
    unsafe sources = .allocate(capacity: plan.count)
    merges = plan.map(\.merges)
    stride = count
  }

  deinit { unsafe sources.deallocate() }

  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) throws {
    precondition(count <= stride, "\(count) floats at once, room for \(stride)")
    let size = count * MemoryLayout<Float>.stride
    try unsafe group.world?.allGather(
      UnsafeRawBufferPointer(start: blocks, count: blockCounts[group.rank] * size),
      into: UnsafeMutableRawBufferPointer(
        start: received.base, count: merges.count * size),
      byteCounts: blockCounts.map { $0 * size })
    for (number, merges) in merges.enumerated() {
      unsafe sources.initializeElement(
        at: number, to: TreeSource(values: received.base + indices[number] * count, merges: merges))
    }
    unsafe kernels.treeSum(UnsafeBufferPointer(sources), into: totals, offset: 0, count: count)
  }

  func close() {}
}
