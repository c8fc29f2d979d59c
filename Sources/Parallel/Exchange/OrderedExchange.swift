import Engine
import Kernels
import MPI

/// The exchange by messages, in a fixed order of summation, for any number of hosts.
///
/// Ranks of a host share memory, as in `SharedExchange`. What leaves a host are the sums of its
/// blocks (`HostTree`), a bucket at a time, as soon as all its ranks have completed the bucket,
/// while they compute the rest; a slice's owner adds them to its own host's in the tree's order,
/// and sends its new weights back the same way (`MessagePlan`).
///
/// Why messages of one step are never taken for those of another, although all have one tag: the
/// exchange has a communicator of its own, two ranks send each other the same messages in the same
/// order in every step, MPI keeps that order, and a step's receives are started before the next
/// step's. A step that is left out has sent all of them too: when `meet` returns, every rank has
/// started all that it sends.
///
/// Why nobody waits for ever: receives are started before anything is waited for; a rank waits for
/// its host's block sums, which depend on no message of this exchange, then for sums, which every
/// rank has then sent, and then for weights, which depend on sums alone. Every wait moves messages.
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
  /// For each host and each of its blocks, where its sums of this rank's slice start in `received`;
  /// none for this rank's own host.
  private let places: [[Int]]
  private let received: Arena
  private let hostSums: HostSums
  /// The number of blocks of this rank's host.
  private let blockCount: Int
  private let sum: SlicedSum
  private let transfers: Transfers
  private var isUnderWay = false
  /// How many of the plan's sums are on their way.
  private var sentCount = 0

  init(
    for shard: Shard, of space: ParameterSpace, weights: HostWeights, in group: ProcessGroup
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
    let places = (0..<group.hostCount).map { other in
      tree.blocks(ofHost: other).filter { $0.host != group.hostIndex }.map { _ in
        defer { end += slice.count }
        return end
      }
    }
    let received = Arena(count: end)
    // A rank's place among those of its host.
    let hostPlaces = hosts.indices.map { rank in hosts[..<rank].count { $0 == hosts[rank] } }
    sum = SlicedSum(
      tree.sources(onHost: group.hostIndex).map { source in
        let values =
          switch source.origin {
          case .rank(let rank, let block):
            unsafe host.block(block, of: hostPlaces[rank]) + slice.lowerBound
          case .host(let other, let block): unsafe received.base + places[other][block]
          }
        return unsafe TreeSource(values: values, merges: source.merges)
      })
    let blocks = tree.blocks(ofHost: group.hostIndex)
    blockCount = blocks.count
    hostSums = HostSums(
      of: blocks, over: plan.sums.map(\.run), from: host, hostRanks: hostPlaces)
    self.places = places
    self.received = received
    transfers = try Transfers(
      on: own,
      capacity: plan.buckets.count * places.joined().count + plan.sums.count * blocks.count
        + plan.buckets.count * plan.weightReceivers.count + plan.weights.count)
  }

  deinit {
    sum.deallocate()
    // After an error MPI may still write to memory that it was lent: better lost than used again.
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
    let messageCount = places.joined().count
    for (number, bucket) in plan.buckets.enumerated() {
      for message in 0..<messageCount {
        try transfers.wait(for: number * messageCount + message)
      }
      unsafe sum(bucket, offset: bucket.lowerBound - slice.lowerBound, body)
      try transfers.progress()
    }
  }

  /// What the other ranks' weights are is not told here: whoever needs to know looks at them.
  func publish(_ areFinite: Bool) throws -> Bool {
    let all = unsafe UnsafeMutableBufferPointer(start: weights, count: parameterCount)
    for message in plan.weights {
      try unsafe transfers.receive(
        into: UnsafeMutableBufferPointer(rebasing: all[message.run]), from: message.rank,
        tag: Tag.weights)
    }
    for bucket in plan.buckets.reversed() {
      for rank in plan.weightReceivers {
        try unsafe transfers.send(
          UnsafeBufferPointer(rebasing: all[bucket]), to: rank, tag: Tag.weights)
      }
    }
    try end()
    return false
  }

  func skip() throws { try end() }

  /// Starts to receive the other hosts' sums of this rank's slice.
  private func begin() throws {
    isUnderWay = true
    sentCount = 0
    host.beginStep()
    for bucket in plan.buckets {
      for (sender, places) in zip(plan.senders, places) {
        guard let sender else { continue }
        for place in places {
          try unsafe transfers.receive(
            into: UnsafeMutableBufferPointer(
              start: received.base + place + (bucket.lowerBound - slice.lowerBound),
              count: bucket.count), from: sender, tag: Tag.sums)
        }
      }
    }
  }

  private func sendNextSum() throws {
    for block in 0..<blockCount {
      try unsafe transfers.send(
        hostSums(message: sentCount, block: block), to: plan.sums[sentCount].rank,
        tag: Tag.sums)
    }
    sentCount += 1
  }

  /// Waits for this rank's messages, which all ranks have started, and then for the host's ranks.
  ///
  /// They wait where messages move: MPI may have put some in queues that are not yet sent.
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
