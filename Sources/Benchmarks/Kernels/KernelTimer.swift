/// Times short pieces of work in turns.
struct KernelTimer {
  /// How many times of each.
  let repeats: Int

  /// How long one time goes at least, in nanoseconds: the clock's own cost is far below.
  private static let shortest = 5e5

  /// The microseconds of a single run of each piece, a mean over as many runs as fill half a
  /// millisecond, `repeats` times.
  func microseconds(of pieces: [() -> Void]) -> [[Double]] {
    let counts = pieces.map(Self.runCount)
    var times = [[Double]](repeating: [], count: pieces.count)
    for _ in 0..<repeats {
      for (index, piece) in pieces.enumerated() {
        // Its numbers are back in the caches before the clock starts.
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
