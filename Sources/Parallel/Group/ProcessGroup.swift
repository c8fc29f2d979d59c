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
  /// Shared memory that lives as long as the group.
  private var kept: [HostMemory] = []
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

  /// The next lower rank, or the last one for rank 0.
  package var neighbour: Int { (rank + worldSize - 1) % worldSize }

  /// Whether this is the process that prints, evaluates and writes files.
  public var isFirst: Bool { rank == 0 }

  /// Gives shared memory back; every rank calls it before MPI ends.
  package func close() throws {
    for memory in kept.reversed() { try memory.close() }
    try control?.close()
  }

  /// Keeps shared memory until the group ends; every rank of the host calls it.
  package func keep(_ memory: HostMemory) {
    if host != nil { kept.append(memory) }
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

  /// All ranks' slices in the order of their slice positions, on rank 0; nil elsewhere.
  package func gatherFloats(_ slice: UnsafeBufferPointer<Float>) throws -> [Float]? {
    guard let world else { return unsafe Array(slice) }
    guard let parts = try unsafe world.gather(UnsafeRawBufferPointer(slice), to: 0) else {
      return nil
    }
    var ordered = [[UInt8]](repeating: [], count: parts.count)
    for (rank, part) in parts.enumerated() { ordered[slicePositions[rank]] = part }
    let byteCount = ordered.reduce(0) { $0 + $1.count }
    return unsafe [Float](unsafeUninitializedCapacity: byteCount / 4) { buffer, count in
      var rest = unsafe UnsafeMutableRawBufferPointer(buffer)[...]
      for part in ordered {
        let place = unsafe UnsafeMutableRawBufferPointer(rebasing: rest.prefix(part.count))
        unsafe place.copyBytes(from: part)
        unsafe rest = rest.dropFirst(part.count)
      }
      count = byteCount / 4
    }
  }

  /// Checks that every rank was given the same: the first difference is an error on rank 0.
  ///
  /// - Parameter facts: What is compared and its value, the same number of them on every rank.
  /// - Throws: `ParallelError.disagreement` on rank 0.
  package func agree(on facts: [(what: String, value: String)]) throws {
    guard let world else { return }
    let own = Array(facts.map(\.value).joined(separator: "\u{0}").utf8)
    guard let all = try unsafe own.withUnsafeBytes({ try unsafe world.gather($0, to: 0) }) else {
      return
    }
    for (rank, bytes) in all.enumerated() where bytes != own {
      let values = bytes.split(separator: 0, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      for (fact, value) in zip(facts, values) where fact.value != value {
        throw ParallelError.disagreement(
          what: fact.what, rank: rank, found: value, expected: fact.value)
      }
    }
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
