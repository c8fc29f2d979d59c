/// Counts the signals that ask a run to end.
///
/// Some are sent twice, to a process and to its group.
package struct StopRequests {
  /// How often the run was asked to end.
  package private(set) var count = 0
  private var last: ContinuousClock.Instant?

  /// No request yet.
  package init() {}

  /// Notes a signal.
  ///
  /// - Returns: Whether it counts: one that follows another within two seconds does not.
  package mutating func note(at now: ContinuousClock.Instant) -> Bool {
    if let last, now < last + .seconds(2) { return false }
    last = now
    count += 1
    return true
  }
}
