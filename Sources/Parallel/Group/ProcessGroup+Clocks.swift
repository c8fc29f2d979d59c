import Engine
import MPI

extension ProcessGroup {
  /// The number of round trips with each rank.
  private static var readingCount: Int { 20 }
  private static var readingTag: Int { 7 }
  private static var resultTag: Int { 8 }

  /// Compares the hosts' clocks with rank 0's, by the fastest of several round trips with each
  /// rank; collective.
  ///
  /// - Parameter clock: Returns the time in nanoseconds; the monotonic clock's if none is given.
  /// - Returns: The offset of this rank's clock from rank 0's, and half of the round trip, in
  ///   nanoseconds; zeros where all ranks share one host and clock.
  /// - Throws: MPI's errors.
  package func clockOffset(
    of clock: () -> Int64 = { Int64(MonotonicClock.nanoseconds) }
  ) throws -> (offset: Int64, uncertainty: Int64) {
    guard hostCount > 1, let world else { return (0, 0) }
    for rank in 1..<worldSize {
      if isFirst {
        try compare(clock, with: rank, over: world)
      } else if self.rank == rank {
        return try answer(clock, over: world)
      }
    }
    return (0, 0)
  }

  /// Asks a rank for its time, and tells it the difference.
  private func compare(
    _ clock: () -> Int64, with rank: Int, over world: Communicator
  ) throws {
    var fastest = Int64.max
    var offset: Int64 = 0
    for _ in 0..<Self.readingCount {
      let sent = clock()
      try send([0], to: rank, tag: Self.readingTag, over: world)
      let theirs = try receive(1, from: rank, tag: Self.readingTag, over: world)[0]
      let back = clock()
      guard back - sent < fastest else { continue }
      fastest = back - sent
      offset = theirs - (sent + back) / 2
    }
    try send([offset, fastest / 2], to: rank, tag: Self.resultTag, over: world)
  }

  private func answer(
    _ clock: () -> Int64, over world: Communicator
  ) throws -> (offset: Int64, uncertainty: Int64) {
    for _ in 0..<Self.readingCount {
      _ = try receive(1, from: 0, tag: Self.readingTag, over: world)
      try send([clock()], to: 0, tag: Self.readingTag, over: world)
    }
    let result = try receive(2, from: 0, tag: Self.resultTag, over: world)
    return (result[0], result[1])
  }

  private func send(_ numbers: [Int64], to rank: Int, tag: Int, over world: Communicator) throws {
    try unsafe numbers.withUnsafeBytes { try unsafe world.send($0, to: rank, tag: tag) }
  }

  private func receive(
    _ count: Int, from rank: Int, tag: Int, over world: Communicator
  ) throws -> [Int64] {
    var numbers = [Int64](repeating: 0, count: count)
    try unsafe numbers.withUnsafeMutableBytes {
      try unsafe world.receive(into: $0, from: rank, tag: tag)
    }
    return numbers
  }
}
