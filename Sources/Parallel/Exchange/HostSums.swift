import Kernels
import Models

/// The sums of a host's blocks that one of its ranks makes and sends to other hosts.
@safe
final class HostSums {
  /// For each block of the host, its ranks' blocks.
  private let sources: [UnsafeMutableBufferPointer<TreeSource>]
  /// Room for the sums of all messages; a block that a single rank has needs none.
  private let memory: Arena
  /// For each message and block where its sum goes.
  private let places: [[Int?]]
  private let runs: [Range<Int>]

  /// The sums of a host's blocks over some runs of the parameter space; `hostRanks` says which
  /// place a rank has on its host.
  init(
    of blocks: [HostTree.Block], over runs: [Range<Int>], from gradients: HostGradients,
    hostRanks: [Int]
  ) {
    unsafe sources = blocks.map { block in
      let sources = UnsafeMutableBufferPointer<TreeSource>.allocate(capacity: block.parts.count)
      for (place, part) in block.parts.enumerated() {
        unsafe sources.initializeElement(
          at: place,
          to: TreeSource(
            values: gradients.block(part.block, of: hostRanks[part.rank]), merges: part.merges))
      }
      return unsafe sources
    }
    var end = 0
    places = runs.map { run in
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

  /// A block's sum over the run of a message, which stays as it is until the message's next.
  func callAsFunction(message: Int, block: Int) -> UnsafeBufferPointer<Float> {
    let run = runs[message]
    let sources = unsafe sources[block]
    guard let place = places[message][block] else {
      return unsafe UnsafeBufferPointer(
        start: sources[0].values + run.lowerBound, count: run.count)
    }
    let sum = unsafe memory.base + place
    unsafe treeSum(
      UnsafeBufferPointer(sources), into: sum, offset: run.lowerBound, count: run.count)
    return unsafe UnsafeBufferPointer(start: sum, count: run.count)
  }
}
