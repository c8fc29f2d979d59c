import Foundation
import MPI
import Parallel

/// A common start of all ranks, so that the greatest of the ranks' times since it is the job's.
///
/// A barrier alone releases the ranks one after the other. Source: Hoefler and Belli (2015),
/// section 4.2.1. On one host all ranks read one clock; the clocks of other hosts are compared with
/// rank 0's by the fastest of several round trips.
final class CommonStart {
  private let group: ProcessGroup
  /// The offset of this rank's clock from rank 0's, in nanoseconds.
  private let offset: Int64
  /// The time from rank 0's announcement to the start, in nanoseconds.
  private let lead: UInt64

  /// Compares the clocks; collective.
  init(in group: ProcessGroup) throws {
    self.group = group
    let isCrowded = try group.hostPeers() > Machine.coreCount
    lead = try group.holdsEverywhere(!isCrowded && group.hostCount == 1) ? 200_000 : 2_000_000
    offset = group.hostCount > 1 ? try Self.offset(in: group) : 0
  }

  /// Waits for the common start; collective.
  ///
  /// - Returns: The start, on this rank's clock.
  func callAsFunction() throws -> UInt64 {
    guard group.worldSize > 1 else { return MonotonicClock.nanoseconds }
    try group.worldBarrier()
    var bytes = group.isFirst ? Self.bytes(MonotonicClock.nanoseconds + lead) : []
    try group.broadcast(&bytes)
    let start = UInt64(Int64(Self.number(bytes)) + offset)
    // A core is slow after sleeping: poll for the last part.
    while MonotonicClock.nanoseconds < start {
      let left = start - min(MonotonicClock.nanoseconds, start)
      if left > 150_000 { usleep(UInt32(left / 1_000 - 100)) } else { sched_yield() }
    }
    return start
  }
}

// MARK: - Clocks of several hosts

extension CommonStart {
  /// The number of round trips with each rank.
  private static let readingCount = 20

  private static func offset(in group: ProcessGroup) throws -> Int64 {
    guard let world = group.world else { return 0 }
    for rank in 1..<group.worldSize {
      if group.isFirst {
        var quickest = Int64.max
        var best: Int64 = 0
        for _ in 0..<readingCount {
          let sent = Int64(MonotonicClock.nanoseconds)
          try unsafe bytes(0).withUnsafeBytes { try unsafe world.send($0, to: rank, tag: 7) }
          var answer = bytes(0)
          try unsafe answer.withUnsafeMutableBytes {
            try unsafe world.receive(into: $0, from: rank, tag: 7)
          }
          let back = Int64(MonotonicClock.nanoseconds)
          guard back - sent < quickest else { continue }
          quickest = back - sent
          best = Int64(number(answer)) - (sent + back) / 2
        }
        let difference = bytes(UInt64(bitPattern: best))
        try unsafe difference.withUnsafeBytes { try unsafe world.send($0, to: rank, tag: 8) }
      } else if group.rank == rank {
        var question = bytes(0)
        for _ in 0..<readingCount {
          try unsafe question.withUnsafeMutableBytes {
            try unsafe world.receive(into: $0, from: 0, tag: 7)
          }
          try unsafe bytes(MonotonicClock.nanoseconds).withUnsafeBytes {
            try unsafe world.send($0, to: 0, tag: 7)
          }
        }
        try unsafe question.withUnsafeMutableBytes {
          try unsafe world.receive(into: $0, from: 0, tag: 8)
        }
        return Int64(bitPattern: number(question))
      }
    }
    return 0
  }

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
