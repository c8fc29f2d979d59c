import Kernels
import MPI
import Models

/// The exchange by messages, in a fixed order of summation, for any number of hosts.
///
/// Every rank sends each other rank's slice of its block sums there (all-to-all, one round for
/// each block that a rank can have); the slice's owner adds them up in the tree's order. The
/// weights exist once per host: owners write their slices there, and the hosts' first ranks
/// exchange what belongs to their hosts.
///
/// An all-to-all round returns only when every rank has sent, so no owner writes weights that
/// another rank still reads.
@safe
final class OrderedExchange: Exchange {
  let slice: Range<Int>

  private let group: ProcessGroup
  private let parameterCount: Int
  private let leaves: Range<Int>
  private let leafCountOfRank: [Int]
  /// The slice of each rank.
  private let slices: [Range<Int>]
  /// The number of blocks of each rank.
  private let blockCounts: [Int]
  /// The number of weights of each host.
  private let hostCounts: [Int]
  private let memory: HostMemory
  private let gradientMemory: Arena
  private let received: Arena
  private let sum: SlicedSum
  private let chunkCounts: [Int]

  init(for shard: Shard, of space: ParameterSpace, in group: ProcessGroup) throws {
    let worldSize = group.worldSize
    let plan = shard.tree.plan(worldSize: worldSize)
    let slicePlan = SlicePlan(space, count: worldSize)
    let cuts = slicePlan.slices
    chunkCounts = slicePlan.chunkCounts
    self.group = group
    parameterCount = space.count
    leaves = shard.leaves
    leafCountOfRank = (0..<worldSize).map {
      shard.tree.leaves(ofRank: $0, worldSize: worldSize).count
    }
    slices = (0..<worldSize).map { cuts[group.slicePosition(of: $0)] }
    slice = cuts[group.slicePosition]
    blockCounts = (0..<worldSize).map { rank in plan.count { $0.rank == rank } }
    var hostCounts = [Int](repeating: 0, count: group.hostCount)
    for rank in 0..<worldSize { hostCounts[group.hostIndices[rank]] += slices[rank].count }
    self.hostCounts = hostCounts
    memory = try HostMemory(
      byteCount: group.hostRank == 0 ? space.count * MemoryLayout<Float>.stride : 0, in: group)
    gradientMemory = Arena(count: shard.blocks.count * space.count)
    received = Arena(count: plan.count * slice.count)
    // Round k's results stand behind those of the rounds before it, in rank order.
    let (blockCounts, received, slice) = (blockCounts, received, slice)
    sum = SlicedSum(
      plan.map { block in
        let before = blockCounts.reduce(0) { $0 + min($1, block.block) }
        let inRound = blockCounts[..<block.rank].count { $0 > block.block }
        return unsafe TreeSource(
          values: received.base + (before + inRound) * slice.count, merges: block.merges)
      })
  }

  deinit { sum.deallocate() }

  var weights: UnsafeMutablePointer<Float> {
    guard let base = unsafe memory.segment(of: 0).baseAddress else {
      preconditionFailure("the host's weights have no memory")
    }
    return unsafe base.assumingMemoryBound(to: Float.self)
  }

  var gradients: UnsafeMutablePointer<Float> { unsafe gradientMemory.base }

  func meet(_ records: StepRecords) throws -> StepTotals {
    try group.totals(of: records, leafCounts: leafCountOfRank)
  }

  func reduce(_ body: GradientPart) throws {
    try exchangeSlices()
    unsafe sum(slice, offset: 0, body)
  }

  func gatherChunks(_ own: [Double]) throws -> [Double] {
    try group.gatherSlices(own, counts: chunkCounts)
  }

  private func exchangeSlices() throws {
    guard let world = group.world else { preconditionFailure("messages in a solo group") }
    var place = 0
    for round in 0..<(blockCounts.max() ?? 0) {
      let sends = blockCounts[group.rank] > round
      let receiveCounts = blockCounts.map { $0 > round ? slice.count : 0 }
      var receiveOffsets: [Int] = []
      for count in receiveCounts {
        receiveOffsets.append(place)
        place += count
      }
      let block = sends ? round : 0
      try unsafe world.allToAll(
        UnsafeBufferPointer(
          start: gradients + block * parameterCount, count: parameterCount),
        counts: slices.map { sends ? $0.count : 0 }, offsets: slices.map(\.lowerBound),
        into: UnsafeMutableBufferPointer(start: received.base, count: received.count),
        receiveCounts: receiveCounts, receiveOffsets: receiveOffsets)
    }
  }

  /// What the other ranks' weights are is not told here: whoever needs to know looks at them.
  func publish(_ areFinite: Bool) throws -> Bool {
    try group.hostBarrier()
    guard group.hostCount > 1 else { return false }
    if let leaders = group.leaders {
      let stride = MemoryLayout<Float>.stride
      let start = hostCounts[..<group.hostIndex].reduce(0, +) * stride
      let all = unsafe UnsafeMutableRawBufferPointer(
        start: weights, count: parameterCount * stride)
      let own = unsafe UnsafeRawBufferPointer(
        rebasing: all[start..<start + hostCounts[group.hostIndex] * stride])
      try unsafe leaders.allGather(own, into: all, byteCounts: hostCounts.map { $0 * stride })
    }
    try group.hostBarrier()
    return false
  }

  func collect(_ slot: UnsafePointer<Float>) throws -> [Float]? {
    try unsafe group.gatherFloats(UnsafeBufferPointer(start: slot, count: slice.count))
  }

  func setWeights(_ values: [Float]) throws {
    precondition(values.count == parameterCount, "\(values.count) weights")
    try group.worldBarrier()
    if group.hostRank == 0 {
      unsafe values.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe weights.update(from: base, count: buffer.count)
      }
    }
    try group.worldBarrier()
  }

  func close() throws { try memory.close() }
}
