package import Engine
package import MPI

/// The processes that train together: a single process, or the ranks that `mpirun` started.
///
/// `run` creates one and passes it to the program. A group must be used on the thread that created
/// it.
public final class ProcessGroup {
  /// This process's rank, from 0.
  public let rank: Int
  /// The number of processes.
  public let worldSize: Int
  /// This process's index among those of its host.
  package let hostRank: Int
  /// This host's index, in the order of the hosts' first ranks.
  package let hostIndex: Int
  /// The number of hosts.
  package let hostCount: Int
  /// This host's name.
  package let hostName: String
  /// This process's position when all are ordered by host, so that slices of one host are adjacent.
  package let slicePosition: Int

  package let world: Communicator?
  package let host: Communicator?
  /// The first ranks of the hosts, on those ranks.
  package let leaders: Communicator?
  /// For each rank, its position in the order by host.
  private let slicePositions: [Int]
  /// For each rank, the index of its host.
  package let hostIndices: [Int]
  /// Nil in a group of one process.
  let control: ControlWindow?
  /// Shared memory that is freed once it is unreferenced, at the latest with the group.
  private var kept: [KeptMemory] = []
  /// How many data sets its ranks have loaded into shared memory.
  package var sharedDataCount = 0
  /// The watchdog that ends the job when no rank makes progress.
  var watchdog: Watchdog?
  /// The activity of this process outside the library.
  package var restingActivity = Activity.program {
    didSet { rest() }
  }

  /// Whether the group may be one process of a larger job.
  private let isOneOfMany: Bool

  /// Creates a group of this process only, which never calls MPI.
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

  /// Whether this process, rank 0, is calling a callback: the other ranks make no call meanwhile.
  package let callbacks = CallbackFlag()

  /// Creates the group of all ranks; collective.
  ///
  /// - Parameters:
  ///   - world: All ranks.
  ///   - hostNumber: For tests: ranks with the same number count as a host; nil for the actual
  ///     hosts.
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

  /// A group of this process only, without MPI.
  ///
  /// Under `mpirun` the ranks would each do the whole work: there use `run`.
  public static var solo: ProcessGroup { ProcessGroup(isOneOfMany: false) }

  /// Returns a rank's position when all are ordered by host.
  package func slicePosition(of rank: Int) -> Int { slicePositions[rank] }

  /// A group of this process only within a larger job, for work that one rank does for all: like
  /// `MPI_COMM_SELF`.
  package static var selfOnly: ProcessGroup { ProcessGroup(isOneOfMany: true) }

  /// Whether both are the same processes with the same shared memory: true for any two groups of
  /// this process only.
  package func isSame(as other: ProcessGroup) -> Bool {
    self === other || (world == nil && other.world == nil)
  }

  /// The next lower rank, or the last one for rank 0.
  package var neighbour: Int { (rank + worldSize - 1) % worldSize }

  /// Whether this is the process that prints, evaluates and writes files.
  public var isFirst: Bool { rank == 0 }

  /// Frees shared memory; collective, before MPI ends.
  package func close() throws {
    for entry in kept.reversed() {
      entry.willClose()
      try entry.memory.close()
    }
    kept = []
    try control?.close()
  }

  /// Keeps shared memory until no rank of the host refers to it; collective over the host's ranks.
  ///
  /// `willClose` is called before the memory is closed while something still refers to it.
  package func keep(_ memory: HostMemory, willClose: @escaping () -> Void = {}) {
    if host != nil { kept.append(KeptMemory(memory: memory, willClose: willClose)) }
  }

  /// Frees the shared memory that no rank of the host refers to; collective over the host's ranks.
  func releaseUnusedMemory() throws {
    guard let host, !kept.isEmpty else { return }
    var isUsed = kept.indices.map { isKnownUniquelyReferenced(&kept[$0].memory) ? 0 : 1 }
    try host.allReduceMax(&isUsed)
    for index in kept.indices.reversed() where isUsed[index] == 0 {
      try kept.remove(at: index).memory.close()
    }
  }

  /// - Throws: `ParallelError.notInGroup`, `.foreignLauncher`, `.noRank` or `.noVariables`, in a
  ///   solo group on one of several ranks.
  package func checkLaunch(_ environment: [String: String]) throws(ParallelError) {
    guard !isOneOfMany else { return }
    switch Launch.detect(environment) {
    case .solo: if let name = ParentLauncher.name { throw .noVariables(launcher: name) }
    case .openMPI(_, let worldSize): if worldSize > 1 { throw .notInGroup(worldSize: worldSize) }
    case .pmix(let rank): if rank > 0 { throw .notInGroup(worldSize: rank + 1) }
    case .unsupported(let launcher, _, let taskCount):
      throw .foreignLauncher(launcher, taskCount: taskCount)
    case .noRank(let rank, let worldSize): throw .noRank(rank: rank, worldSize: worldSize)
    }
  }
}

@available(*, unavailable)
extension ProcessGroup: Sendable {}

/// Shared memory of a group, and the callback before it is closed.
private struct KeptMemory {
  var memory: HostMemory
  let willClose: () -> Void
}

// MARK: - Collective calls

extension ProcessGroup {
  /// Waits until every rank of this host has reached the barrier; orders their accesses to shared
  /// memory.
  package func hostBarrier() throws {
    control?.barrier.wait()
  }

  /// Waits until every rank has reached the barrier.
  package func worldBarrier() throws {
    try world?.barrier()
  }

  /// Broadcasts rank 0's bytes.
  package func broadcast(_ bytes: inout [UInt8]) throws {
    try world?.broadcast(&bytes, from: 0)
  }

  /// Broadcasts rank 0's numbers.
  ///
  /// - Precondition: The counts are equal on every rank.
  package func broadcast(_ values: inout [Float]) throws {
    guard let world else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe world.broadcast($0, from: 0) }
  }

  /// Broadcasts rank 0's numbers.
  ///
  /// - Precondition: The counts are equal on every rank.
  package func broadcast(_ values: inout [Double]) throws {
    guard let world else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe world.broadcast($0, from: 0) }
  }

  /// Broadcasts the numbers of the host's first rank on the host.
  ///
  /// - Precondition: The counts are equal on every rank.
  package func broadcastOnHost(_ values: inout [Int]) throws {
    guard let host else { return }
    try unsafe values.withUnsafeMutableBytes { try unsafe host.broadcast($0, from: 0) }
  }

  /// Broadcasts the bytes of the host's first rank on the host.
  package func broadcastOnHost(_ bytes: inout [UInt8]) throws {
    try host?.broadcast(&bytes, from: 0)
  }

  /// Returns whether the condition holds on every rank; collective.
  package func holdsEverywhere(_ condition: Bool) throws -> Bool {
    guard let world else { return condition }
    var value = [condition ? 1 : 0]
    try world.allReduceMin(&value)
    return value[0] == 1
  }

  /// Returns the text of the lowest rank that has one, or nil where none has; collective.
  package func firstText(_ own: String?) throws -> String? {
    guard let world else { return own }
    var lowest = [own == nil ? worldSize : rank]
    try world.allReduceMin(&lowest)
    guard lowest[0] < worldSize else { return nil }
    var bytes = lowest[0] == rank ? Array((own ?? "").utf8) : []
    try world.broadcast(&bytes, from: lowest[0])
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Returns every rank's integers, by rank; collective.
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

  /// Returns the greatest of the ranks' numbers; collective.
  package func maximum(_ value: Double) throws -> Double {
    try world?.allReduceMax(value) ?? value
  }

  /// Gathers every rank's number by rank on rank 0; returns an empty array on the others.
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
  /// Prints on rank 0; does nothing on the others.
  public func print(_ items: Any...) {
    guard isFirst else { return }
    Swift.print(items.map { "\($0)" }.joined(separator: " "))
  }
}
