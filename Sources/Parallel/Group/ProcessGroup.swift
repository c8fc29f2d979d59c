package import MPI

/// The processes that train together: one process alone, or the ranks that `mpirun` started.
///
/// `run` makes one and hands it to the program. A group belongs to the thread that made it.
public final class ProcessGroup {
  /// This process's number, from 0.
  public let rank: Int
  /// The number of processes.
  public let worldSize: Int
  /// This process's number among those of its host.
  public let hostRank: Int
  /// This host's number, in the order of the hosts' first ranks.
  public let hostIndex: Int
  /// The number of hosts.
  public let hostCount: Int
  /// This host's name.
  public let hostName: String
  /// This process's place when all are ordered by host: slices of one host are neighbours.
  package let slicePosition: Int

  package let world: Communicator?
  package let host: Communicator?
  /// The first ranks of the hosts, on those ranks.
  package let leaders: Communicator?
  /// For each rank, its place by host.
  private let slicePositions: [Int]
  /// For each rank, the number of its host.
  package let hostIndices: [Int]
  /// Nil in a group of one process.
  let control: ControlWindow?
  /// Shared memory that is given back when nobody refers to it any more, at the latest with the
  /// group.
  private var kept: [KeptMemory] = []
  /// What ends the job when nobody makes progress.
  var watchdog: Watchdog?
  /// What this process does while the library does nothing for it.
  package var restingActivity = Activity.program {
    didSet { rest() }
  }

  /// Whether the group is meant to be one of a process among others.
  private let isOneOfMany: Bool

  /// A group of this process alone, which never touches MPI.
  private init(isOneOfMany: Bool) {
    self.isOneOfMany = isOneOfMany
    rank = 0
    worldSize = 1
    hostRank = 0
    hostIndex = 0
    hostCount = 1
    hostName = Communicator.hostName
    slicePosition = 0
    slicePositions = [0]
    hostIndices = [0]
    world = nil
    host = nil
    leaders = nil
    control = nil
  }

  /// The group of all ranks; every rank calls it.
  ///
  /// - Parameters:
  ///   - world: All ranks.
  ///   - hostNumber: For tests: ranks with the same number are taken for a host, nil for the truth.
  /// - Throws: MPI's errors.
  package init(_ world: Communicator, hostNumber: Int? = nil) throws {
    let host: Communicator
    if let hostNumber, let part = try world.split(color: hostNumber, key: world.rank) {
      host = part
    } else {
      host = try world.splitByHost()
    }
    var leader = [host.rank == 0 ? world.rank : 0]
    try host.allReduceSum(&leader)
    var leaderOfRank = [Int](repeating: 0, count: world.size)
    leaderOfRank[world.rank] = leader[0]
    try world.allReduceSum(&leaderOfRank)
    let hosts = Set(leaderOfRank).sorted()
    let order = (0..<world.size).sorted {
      (leaderOfRank[$0], $0) < (leaderOfRank[$1], $1)
    }
    var positions = [Int](repeating: 0, count: world.size)
    for (position, rank) in order.enumerated() { positions[rank] = position }

    rank = world.rank
    worldSize = world.size
    hostRank = host.rank
    hostIndex = hosts.firstIndex(of: leader[0]) ?? 0
    hostCount = hosts.count
    hostName = Communicator.hostName
    slicePositions = positions
    hostIndices = leaderOfRank.map { hosts.firstIndex(of: $0) ?? 0 }
    slicePosition = positions[world.rank]
    isOneOfMany = true
    self.world = world
    self.host = host
    leaders = try world.split(color: host.rank == 0 ? 0 : -1, key: world.rank)
    control = try ControlWindow(on: host)
  }

  /// A group of this process alone.
  ///
  /// Under `mpirun` the ranks would each do the whole work: there use `run`.
  public static var solo: ProcessGroup { ProcessGroup(isOneOfMany: false) }

  /// A rank's place when all are ordered by host.
  package func slicePosition(of rank: Int) -> Int { slicePositions[rank] }

  /// This process alone, whatever group it is in: for work that one rank does for all.
  package static var alone: ProcessGroup { ProcessGroup(isOneOfMany: true) }

  /// Whether both are the same processes with the same shared memory: any two groups of this
  /// process alone are.
  package func isSame(as other: ProcessGroup) -> Bool {
    self === other || (world == nil && other.world == nil)
  }

  /// The next lower rank, or the last one for rank 0.
  package var neighbour: Int { (rank + worldSize - 1) % worldSize }

  /// Whether this is the process that prints, evaluates and writes files.
  public var isFirst: Bool { rank == 0 }

  /// Gives shared memory back; every rank calls it before MPI ends.
  package func close() throws {
    for entry in kept.reversed() {
      entry.willClose()
      try entry.memory.close()
    }
    kept = []
    try control?.close()
  }

  /// Keeps shared memory until no rank of the host refers to it any more; every rank of the host
  /// calls it.
  ///
  /// Before the memory is closed under what still refers to it, `willClose` is called.
  package func keep(_ memory: HostMemory, willClose: @escaping () -> Void = {}) {
    if host != nil { kept.append(KeptMemory(memory: memory, willClose: willClose)) }
  }

  /// Gives back the shared memory that no rank of the host refers to any more; every rank of the
  /// host calls it.
  func releaseUnusedMemory() throws {
    guard let host, !kept.isEmpty else { return }
    var isUsed = kept.indices.map { isKnownUniquelyReferenced(&kept[$0].memory) ? 0 : 1 }
    try host.allReduceMax(&isUsed)
    for index in kept.indices.reversed() where isUsed[index] == 0 {
      try kept.remove(at: index).memory.close()
    }
  }

  /// - Throws: `ParallelError.notInGroup` in a solo group on one of several ranks.
  package func checkLaunch(_ environment: [String: String]) throws(ParallelError) {
    guard !isOneOfMany, case .openMPI(_, let worldSize) = Launch.detect(environment),
      worldSize > 1
    else { return }
    throw .notInGroup(worldSize: worldSize)
  }
}

@available(*, unavailable)
extension ProcessGroup: Sendable {}

/// Shared memory of a group, and what happens before it is closed.
private struct KeptMemory {
  var memory: HostMemory
  let willClose: () -> Void
}

// MARK: - Meeting

extension ProcessGroup {
  /// Returns when every rank of this host has come here; orders their accesses to shared memory.
  package func hostBarrier() throws {
    control?.barrier.wait()
  }

  /// Returns when every rank has come here.
  package func worldBarrier() throws {
    try world?.barrier()
  }

  /// Rank 0's bytes, on every rank.
  package func broadcast(_ bytes: inout [UInt8]) throws {
    try world?.broadcast(&bytes, from: 0)
  }

  /// Rank 0's numbers, on every rank.
  ///
  /// - Precondition: Every rank passes as many.
  package func broadcast(_ values: inout [Float]) throws {
    guard let world else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe world.broadcast($0, from: 0) }
  }

  /// Rank 0's numbers, on every rank.
  ///
  /// - Precondition: Every rank passes as many.
  package func broadcast(_ values: inout [Double]) throws {
    guard let world else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe world.broadcast($0, from: 0) }
  }

  /// The host's first rank's numbers, on every rank of the host.
  ///
  /// - Precondition: Every rank passes as many.
  package func broadcastOnHost(_ values: inout [Int]) throws {
    guard let host else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe host.broadcast($0, from: 0) }
  }

  /// The host's first rank's bytes, on every rank of the host.
  package func broadcastOnHost(_ bytes: inout [UInt8]) throws {
    try host?.broadcast(&bytes, from: 0)
  }

  /// Whether the condition holds on every rank.
  package func holdsEverywhere(_ condition: Bool) throws -> Bool {
    guard let world else { return condition }
    var value = [condition ? 1 : 0]
    try world.allReduceMin(&value)
    return value[0] == 1
  }

  /// The words of the lowest rank that has some, on every rank; nil where none has.
  package func firstWords(_ own: String?) throws -> String? {
    guard let world else { return own }
    var speaker = [own == nil ? worldSize : rank]
    try world.allReduceMin(&speaker)
    guard speaker[0] < worldSize else { return nil }
    var bytes = speaker[0] == rank ? Array((own ?? "").utf8) : []
    try world.broadcast(&bytes, from: speaker[0])
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Every rank's words by rank, on every rank.
  package func allGather(_ own: [UInt64]) throws -> [[UInt64]] {
    guard let world else { return [own] }
    var counts = [Int](repeating: 0, count: worldSize)
    counts[rank] = own.count
    try world.allReduceSum(&counts)
    var all = [UInt64](repeating: 0, count: counts.reduce(0, +))
    try unsafe own.withUnsafeBytes { mine in
      try unsafe all.withUnsafeMutableBytes { everyone in
        try unsafe world.allGather(
          mine, into: everyone, byteCounts: counts.map { $0 * MemoryLayout<UInt64>.stride })
      }
    }
    var rest = all[...]
    return counts.map { count in
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
  }

  /// The largest of the ranks' numbers.
  package func maximum(_ value: Double) throws -> Double {
    try world?.allReduceMax(value) ?? value
  }

  /// Every rank's number by rank, on rank 0; empty elsewhere.
  package func gather(_ value: Int) throws -> [Int] {
    guard let world else { return [value] }
    var values = [Int](repeating: 0, count: world.size)
    values[world.rank] = value
    try world.allReduceSum(&values)
    return isFirst ? values : []
  }
}

// MARK: - Printing

extension ProcessGroup {
  /// Prints on rank 0, and nothing on the others.
  public func print(_ items: Any...) {
    guard isFirst else { return }
    Swift.print(items.map { "\($0)" }.joined(separator: " "))
  }
}
