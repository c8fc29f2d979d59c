import Engine
import Kernels

/// A reduction over all ranks of one host in the middle of a pass, directly from shared memory.
///
/// One barrier a sum suffices, because the two halves of the memory alternate: a rank writes to a
/// half again only after the barrier of the sum in between, before which every rank has read it.
@safe
final class SharedReduction: GroupReduction {
  private let group: ProcessGroup
  private let memory: HostMemory
  private let blockCount: Int
  /// The greatest number of floats of one sum, and the stride between blocks' sums.
  private let stride: Int
  /// For each half, all ranks' blocks in the tree's order.
  private let sources: [UnsafeMutableBufferPointer<TreeSource>]
  private var half = 0

  init(for plan: [ReductionTree.PlannedBlock], count: Int, in group: ProcessGroup) throws {
    let blockCounts = (0..<group.worldSize).map { rank in plan.count { $0.rank == rank } }
    let memory = try HostMemory(
      byteCount: 2 * blockCounts[group.rank] * count * MemoryLayout<Float>.stride, in: group)
    self.group = group
    self.memory = memory
    blockCount = blockCounts[group.rank]
    stride = count
    unsafe sources = [0, 1].map { half in
      let sources = UnsafeMutableBufferPointer<TreeSource>.allocate(capacity: plan.count)
      for (index, block) in plan.enumerated() {
        let start = (half * blockCounts[block.rank] + block.block) * count
        unsafe sources.initializeElement(
          at: index,
          to: TreeSource(
            values: Self.floats(memory, of: block.rank) + start, merges: block.merges))
      }
      return unsafe sources
    }
  }

  deinit { unsafe sources.forEach { unsafe $0.deallocate() } }

  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) throws {
    precondition(count <= stride, "\(count) floats at once, room for \(stride)")
    let own = unsafe Self.floats(memory, of: group.rank) + half * blockCount * stride
    for block in 0..<blockCount {
      unsafe (own + block * stride).update(from: blocks + block * count, count: count)
    }
    try group.hostBarrier()
    unsafe kernels.treeSum(
      UnsafeBufferPointer(sources[half]), into: totals, offset: 0, count: count)
    half = 1 - half
  }

  func close() throws { try memory.close() }

  private static func floats(
    _ memory: HostMemory, of rank: Int
  ) -> UnsafeMutablePointer<Float> {
    guard let base = unsafe memory.segment(of: rank).baseAddress else {
      preconditionFailure("rank \(rank)'s segment is empty")
    }
    return unsafe base.assumingMemoryBound(to: Float.self)
  }
}
