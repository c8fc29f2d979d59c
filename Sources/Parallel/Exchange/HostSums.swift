import Engine
import Kernels

/// The sums of a host's blocks that one of its ranks computes and sends to other hosts.
@safe
final class HostSums {
  /// For each block of the host, its ranks' blocks.
  private let sources: [UnsafeMutableBufferPointer<TreeSource>]
  /// The sums of all messages, except blocks that a single rank holds.
  private let memory: Arena
  /// For each message and block, the offset of its sum in `memory`.
  private let offsets: [[Int?]]
  private let runs: [Range<Int>]

  /// Creates the sums of a host's blocks over ranges of the parameter space; `hostRanks` has each
  /// rank's index on its host.
  init(
    of blocks: [HostTree.Block], over runs: [Range<Int>], from gradients: HostGradients,
    hostRanks: [Int]
  ) {
    unsafe sources = blocks.map { block in
      let sources = UnsafeMutableBufferPointer<TreeSource>.allocate(capacity: block.parts.count)
      for (index, part) in block.parts.enumerated() {
        unsafe sources.initializeElement(
          at: index,
          to: TreeSource(
            values: gradients.block(part.block, of: hostRanks[part.rank]), merges: part.merges))
      }
      return unsafe sources
    }
    var end = 0
    offsets = runs.map { run in
      blocks.map { block in
        guard block.parts.count > 1 else { return nil }
        defer { end += run.count }
        return end
      }
    }
    memory = Arena(count: end)
    self.runs = runs
  }

  deinit { unsafe sources.forEach { unsafe $0.deallocate() } }

  /// Computes a block's sum over the range of a message; it is valid until the same message's next
  /// sum.
  func callAsFunction(message: Int, block: Int) -> UnsafeBufferPointer<Float> {
    let run = runs[message]
    let sources = unsafe sources[block]
    guard let offset = offsets[message][block] else {
      return unsafe UnsafeBufferPointer(
        start: sources[0].values + run.lowerBound, count: run.count)
    }
    let sum = unsafe memory.base + offset
    unsafe kernels.treeSum(
      UnsafeBufferPointer(sources), into: sum, offset: run.lowerBound, count: run.count)
    return unsafe UnsafeBufferPointer(start: sum, count: run.count)
  }
}
