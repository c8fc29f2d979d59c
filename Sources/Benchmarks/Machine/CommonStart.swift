import Engine
import Foundation
import Parallel

/// A common start of all ranks, so that the greatest of the ranks' times since it is the job's.
///
/// A barrier alone releases the ranks one after the other. Source: Hoefler and Belli (2015),
/// section 4.2.1. On one host all ranks read one clock; the clocks of other hosts are compared with
/// rank 0's by the fastest of several round trips.
final class CommonStart {
  /// The processors that the ranks may use.
  let processors: JobProcessors
  private let group: ProcessGroup
  /// The offset of this rank's clock from rank 0's, in nanoseconds.
  private let offset: Int64
  /// The time from rank 0's announcement to the start, in nanoseconds.
  private let lead: UInt64

  /// Compares the clocks; collective.
  init(in group: ProcessGroup) throws {
    self.group = group
    processors = try JobProcessors(in: group)
    lead = processors.isCrowded || group.hostCount > 1 ? 2_000_000 : 200_000
    offset = try group.clockOffset().offset
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

  private static func bytes(_ number: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
