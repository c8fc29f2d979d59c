import Datasets
import FileFormats
import Foundation
import Kernels
import MPI
import Parallel
import Training

extension RankFacts {
  /// The variables that are compared, and the beginnings of those of Open MPI; others of Open MPI's
  /// are each rank's own.
  private static let names = [
    "LOCKSTEP_KERNELS", "LOCKSTEP_TIMEOUT", "LOCKSTEP_RANKS_PER_HOST", "LOCKSTEP_WAIT",
  ]
  private static let prefixes = [
    "OMPI_MCA_pml", "OMPI_MCA_btl", "OMPI_MCA_osc", "OMPI_MCA_coll", "OMPI_MCA_mtl",
    "OMPI_MCA_mpi_",
  ]

  /// Looks at this rank; collective.
  ///
  /// - Parameters:
  ///   - group: The processes.
  ///   - source: The data of `--data`; nil if none were given.
  /// - Throws: MPI's errors.
  init(in group: ProcessGroup, data source: DataSource?) throws {
    rank = group.rank
    host = group.hostName
    program = Self.checksum(of: "/proc/self/exe")
    kernels = InstructionSet.chosen.rawValue
    architecture = InstructionSet.architecture
    variables = ProcessInfo.processInfo.environment.filter { name, _ in
      Self.names.contains(name) || Self.prefixes.contains { name.hasPrefix($0) }
    }
    processors = SystemText.read("/proc/self/status").flatMap(SystemText.allowedProcessors)
    online = MachineFacts.onlineCount
    let clock = try group.clockOffset(of: { ClockFacts.nanoseconds(CLOCK_REALTIME) })
    clockLead = Double(clock.offset) / 1e6
    clockUncertainty = Double(clock.uncertainty) / 1e6
    guard let source else { return }
    do {
      let split = try source.load(on: .selfOnly)
      data = TrainingData([split.train.samples], [split.train.labels]).fingerprint
    } catch {
      dataError = "\(error)"
    }
  }

  /// A checksum of a file, and its size.
  private static func checksum(of path: String) -> String? {
    guard let file = try? FileDescriptor(reading: path) else { return nil }
    var sum = CRC32()
    var count = 0
    while let bytes = try? file.bytes(at: count, count: 1 << 20) {
      guard !bytes.isEmpty else { return "\(sum.hexadecimal) of \(count) bytes" }
      sum.update(bytes)
      count += bytes.count
    }
    return nil
  }
}

extension LinkFacts {
  private static let tag = 11
  private static let latencyRounds = 100
  private static let bandwidthRounds = 5
  private static let largeByteCount = 4 << 20

  /// The ranks that rank 0 exchanges messages with, at most.
  private static let mostLinks = 32

  /// Sends messages between rank 0 and each other rank, one after another; collective.
  ///
  /// - Returns: On rank 0 a value for each, on the others none.
  /// - Throws: MPI's errors.
  static func measured(in group: ProcessGroup) throws -> [LinkFacts] {
    guard let world = group.world else { return [] }
    var links: [LinkFacts] = []
    for rank in 1..<group.worldSize where rank <= mostLinks {
      guard group.isFirst || group.rank == rank else { continue }
      let other = group.isFirst ? rank : 0
      let latency = try fastest(8, latencyRounds, with: other, world, group)
      let large = try fastest(largeByteCount, bandwidthRounds, with: other, world, group)
      guard group.isFirst else { continue }
      links.append(
        LinkFacts(
          rank: rank, isOnHost: group.hostIndices[rank] == group.hostIndex,
          microseconds: latency * 1e6, bytesPerSecond: Double(largeByteCount) / large))
    }
    return links
  }

  /// Half of the fastest of some round trips, in seconds.
  private static func fastest(
    _ byteCount: Int, _ rounds: Int, with other: Int, _ world: Communicator, _ group: ProcessGroup
  ) throws -> Double {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    var fastest = Double.infinity
    for _ in 0..<rounds {
      let start = ContinuousClock.now
      if group.isFirst {
        try unsafe bytes.withUnsafeBytes { try unsafe world.send($0, to: other, tag: tag) }
      }
      try unsafe bytes.withUnsafeMutableBytes {
        try unsafe world.receive(into: $0, from: other, tag: tag)
      }
      if !group.isFirst {
        try unsafe bytes.withUnsafeBytes { try unsafe world.send($0, to: other, tag: tag) }
      }
      fastest = min(fastest, (ContinuousClock.now - start) / .seconds(2))
    }
    return fastest
  }
}
