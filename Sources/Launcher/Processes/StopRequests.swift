/// A count of the signals that request the end of a run.
///
/// Some are sent twice, to a process and to its group.
package struct StopRequests {
  /// The number of requests.
  package private(set) var count = 0
  private var last: ContinuousClock.Instant?

  /// Creates a count of 0.
  package init() {}

  /// Records a signal.
  ///
  /// - Returns: Whether it counts: one that follows another within two seconds does not.
  package mutating func note(at now: ContinuousClock.Instant) -> Bool {
    if let last, now < last + .seconds(2) { return false }
    last = now
    count += 1
    return true
  }
}
