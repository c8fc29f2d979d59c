/// Decides which of many writes of a growing file are made: those for which twenty times the
/// duration of the last has passed, so that the writes take a twentieth of a run.
struct WritePace {
  private var next: ContinuousClock.Instant?

  /// The time between two writes, as a multiple of the duration of the first.
  private static let share = 20

  /// Whether a write is due at an instant; the first always is.
  func isDue(at now: ContinuousClock.Instant) -> Bool { next.map { now >= $0 } ?? true }

  /// Notes a write.
  mutating func wrote(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) {
    next = end + (end - start) * Self.share
  }
}
