import Engine
import Kernels
import MPI

/// The exchange by messages in a fixed order of summation, for any number of hosts.
///
/// Ranks of a host share memory, as in `SharedExchange`. A host sends only the sums of its blocks
/// (`HostTree`), bucket by bucket, as soon as all its ranks have completed the bucket, overlapped
/// with the rest of the backward pass; a slice's owner adds them to its own host's sums in the
/// tree's order, and sends its new weights back between the same ranks (`MessagePlan`).
///
/// Why messages of different steps are never confused, although all have one tag: the exchange has
/// its own communicator, two ranks send each other the same messages in the same order in every
/// step, MPI preserves that order, and a step's receives are started before the next step's. A
/// skipped step sends all of them too: when `meet` returns, every rank has started all its sends.
///
/// Why there is no deadlock: receives are started before any wait; a rank waits for its host's
/// block sums, which depend on no message of this exchange, then for sums, which every rank has
/// then sent, and then for weights, which depend only on sums. Every wait progresses messages.
@safe
final class OrderedExchange: Exchange {
  private enum Tag {
    static let sums = 0
    static let weights = 1
  }

  let slice: Range<Int>

  private let group: ProcessGroup
  private let parameterCount: Int
  private let leafCountOfRank: [Int]
  private let chunkCounts: [Int]
  private let plan: MessagePlan
  private let host: HostGradients
  private let weightMemory: VariableMemory
  /// For each host and each of its blocks, the offset in `received` of its sums of this rank's
  /// slice; empty for this rank's own host.
  private let offsets: [[Int]]
  private let received: Arena
  private let hostSums: HostSums
  /// The number of blocks of this rank's host.
  private let blockCount: Int
  private let sum: SlicedSum
  private let transfers: Transfers
  private let timeline: Timeline?
  private var isUnderWay = false
  /// The number of the plan's sums that have been sent.
  private var sentCount = 0

  init(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, in group: ProcessGroup,
    timeline: Timeline? = nil
  ) throws {
    guard let world = group.world, let hostRanks = group.host,
      let own = try world.split(color: 0, key: world.rank)
    else { preconditionFailure("messages in a solo group") }
    let (hosts, worldSize) = (group.hostIndices, group.worldSize)
    let slicePlan = SlicePlan(space, count: worldSize)
    let slices = (0..<worldSize).map { slicePlan.slices[group.slicePosition(of: $0)] }
    let tree = HostTree(shard.tree, hosts: hosts)
    let plan = MessagePlan(rank: group.rank, hosts: hosts, slices: slices)
    let slice = slices[group.rank]
    let host = try HostGradients(
      blockCount: shard.blocks.count, parameterCount: space.count, on: hostRanks)
    self.group = group
    self.timeline = timeline
    self.slice = slice
    self.plan = plan
    self.host = host
    weightMemory = weights.memory
    parameterCount = space.count
    chunkCounts = slicePlan.chunkCounts
    leafCountOfRank = (0..<worldSize).map {
      shard.tree.leaves(ofRank: $0, worldSize: worldSize).count
    }

    var end = 0
    let offsets = (0..<group.hostCount).map { other in
      tree.blocks(ofHost: other).filter { $0.host != group.hostIndex }.map { _ in
        defer { end += slice.count }
        return end
      }
    }
    let received = Arena(count: end)
    // Each rank's index among those of its host.
    let hostRankIndices = hosts.indices.map { rank in hosts[..<rank].count { $0 == hosts[rank] } }
    sum = SlicedSum(
      tree.sources(onHost: group.hostIndex).map { source in
        let values =
          switch source.origin {
          case .rank(let rank, let block):
            unsafe host.block(block, of: hostRankIndices[rank]) + slice.lowerBound
          case .host(let other, let block): unsafe received.base + offsets[other][block]
          }
        return unsafe TreeSource(values: values, merges: source.merges)
      })
    let blocks = tree.blocks(ofHost: group.hostIndex)
    blockCount = blocks.count
    hostSums = HostSums(
      of: blocks, over: plan.sums.map(\.run), from: host, hostRanks: hostRankIndices)
    self.offsets = offsets
    self.received = received
    transfers = try Transfers(
      on: own,
      capacity: plan.buckets.count * offsets.joined().count + plan.sums.count * blocks.count
        + plan.buckets.count * plan.weightReceivers.count + plan.weights.count)
  }

  deinit {
    sum.deallocate()
    // After an error MPI may still write to these buffers: leak them rather than reuse the memory.
    if transfers.pendingCount > 0 {
      _ = unsafe (Unmanaged.passRetained(transfers), Unmanaged.passRetained(received))
      _ = unsafe Unmanaged.passRetained(hostSums)
    }
  }

  var weights: UnsafeMutablePointer<Float> { unsafe weightMemory.base }
  var gradients: UnsafeMutablePointer<Float> { unsafe host.block(0, of: group.hostRank) }
}

// MARK: - A step

extension OrderedExchange {
  func gradientsAreComplete(from offset: Int) throws {
    if !isUnderWay { try begin() }
    guard offset < parameterCount else { return }
    host.complete(from: offset)
    let common = host.commonOffset
    while sentCount < plan.sums.count, plan.sums[sentCount].run.lowerBound >= common {
      try sendNextSum()
    }
    try transfers.progress()
  }

  func meet(_ records: StepRecords) throws -> StepTotals {
    try gradientsAreComplete(from: 0)
    while sentCount < plan.sums.count {
      try host.wait(
        untilCompleteFrom: plan.sums[sentCount].run.lowerBound, moving: transfers)
      try sendNextSum()
    }
    // Also where nothing is sent: `reduce` reads the whole host's sums.
    try host.wait(untilCompleteFrom: 0, moving: transfers)
    return try group.totals(of: records, leafCounts: leafCountOfRank)
  }

  func reduce(_ body: GradientPart) throws {
    let messageCount = offsets.joined().count
    for (number, bucket) in plan.buckets.enumerated() {
      let start = timeline?.now ?? 0
      for message in 0..<messageCount {
        try transfers.wait(for: number * messageCount + message)
      }
      unsafe sum(bucket, offset: bucket.lowerBound - slice.lowerBound, body)
      try transfers.progress()
      timeline?.add(.sumGradient, number, since: start)
    }
  }

  /// Whether other ranks' weights are finite is not exchanged: a reader checks them.
  func publish(_ areFinite: Bool) throws -> Bool {
    let all = unsafe UnsafeMutableBufferPointer(start: weights, count: parameterCount)
    for message in plan.weights {
      try unsafe transfers.receive(
        into: UnsafeMutableBufferPointer(rebasing: all[message.run]), from: message.rank,
        tag: Tag.weights)
    }
    for bucket in plan.buckets.reversed() {
      for rank in plan.weightReceivers {
        let start = timeline?.now ?? 0
        try unsafe transfers.send(
          UnsafeBufferPointer(rebasing: all[bucket]), to: rank, tag: Tag.weights)
        timeline?.add(.sendWeights, rank, since: start)
      }
    }
    try end()
    return false
  }

  func skip() throws { try end() }

  /// Starts the receives of the other hosts' sums of this rank's slice.
  private func begin() throws {
    isUnderWay = true
    sentCount = 0
    host.beginStep()
    for bucket in plan.buckets {
      for (sender, offsets) in zip(plan.senders, offsets) {
        guard let sender else { continue }
        for offset in offsets {
          try unsafe transfers.receive(
            into: UnsafeMutableBufferPointer(
              start: received.base + offset + (bucket.lowerBound - slice.lowerBound),
              count: bucket.count), from: sender, tag: Tag.sums)
        }
      }
    }
  }

  private func sendNextSum() throws {
    let start = timeline?.now ?? 0
    for block in 0..<blockCount {
      try unsafe transfers.send(
        hostSums(message: sentCount, block: block), to: plan.sums[sentCount].rank,
        tag: Tag.sums)
    }
    timeline?.add(.sendGradient, plan.sums[sentCount].rank, since: start)
    sentCount += 1
  }

  /// Waits for this rank's messages, which all ranks have started, and then for the host's ranks.
  ///
  /// The waits progress messages: MPI may have queued some that are not sent yet.
  private func end() throws {
    try transfers.waitForAll()
    host.completeStep()
    try host.waitForStep(moving: transfers)
    isUnderWay = false
  }
}

// MARK: - Between steps

extension OrderedExchange {
  func gatherChunks(_ own: [Double]) throws -> [Double] {
    try group.gatherSlices(own, counts: chunkCounts)
  }

  func close() throws { try host.close() }
}
