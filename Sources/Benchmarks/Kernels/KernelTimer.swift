import Engine

/// A timer of short functions, interleaved.
struct KernelTimer {
  /// The number of measurements of each.
  let repeats: Int

  /// The shortest measurement in nanoseconds, far above the clock's resolution.
  private static let shortest = 5e5

  /// Returns the microseconds of a call of each function, `repeats` times; each is a mean over half
  /// a millisecond of calls.
  func microseconds(of pieces: [() -> Void]) -> [[Double]] {
    let counts = pieces.map(Self.runCount)
    var times = [[Double]](repeating: [], count: pieces.count)
    for _ in 0..<repeats {
      for (index, piece) in pieces.enumerated() {
        // Its data are in the caches again before the clock starts.
        piece()
        let nanoseconds = Self.nanoseconds(of: piece, counts[index])
        times[index].append(nanoseconds * 1e-3 / Double(counts[index]))
      }
    }
    return times
  }

  private static func runCount(_ piece: () -> Void) -> Int {
    var count = 1
    while count < 1 << 24, nanoseconds(of: piece, count) < shortest { count *= 2 }
    return count
  }

  private static func nanoseconds(of piece: () -> Void, _ count: Int) -> Double {
    let start = MonotonicClock.nanoseconds
    for _ in 0..<count { piece() }
    return Double(MonotonicClock.nanoseconds - start)
  }
}
