import Parallel

/// The schedule of checkpoints within epochs, and of early stops.
///
/// Every rank evaluates it before a step. All ranks receive rank 0's clock and any rank's signal in
/// the same step, so that they save and end together.
package struct CheckpointSchedule {
  /// The interval of checkpoints.
  package typealias Interval = SaveInterval

  private let interval: Interval?
  private let stopRequested: () -> Bool
  private let clock = ContinuousClock()
  private var lastSave: ContinuousClock.Instant

  /// Creates a schedule that saves at intervals, or only at the ends of epochs.
  ///
  /// - Parameters:
  ///   - interval: The interval of checkpoints.
  ///   - stopRequested: Returns whether this rank has received a stop signal.
  package init(every interval: Interval? = nil, stopRequested: @escaping () -> Bool = { false }) {
    self.interval = interval
    self.stopRequested = stopRequested
    lastSave = ContinuousClock().now
  }

  /// Returns this rank's flags for the next step.
  func requests(on group: ProcessGroup) -> StepFlags {
    var flags: StepFlags = stopRequested() ? .stopRequested : []
    if case .time(let duration) = interval, group.isFirst, clock.now - lastSave >= duration {
      flags.insert(.checkpointDue)
    }
    return flags
  }

  /// Whether every run of this schedule saves after a step, however often it was interrupted.
  func isRegular(afterStep iterations: Int) -> Bool {
    if case .steps(let count) = interval { iterations.isMultiple(of: count) } else { false }
  }

  /// Returns whether a checkpoint is due after a step, the same on every rank.
  func isDue(afterStep iterations: Int, _ flags: StepFlags) -> Bool {
    if flags.contains(.checkpointDue) || flags.contains(.stopRequested) { return true }
    return isRegular(afterStep: iterations)
  }

  /// Records that a checkpoint was saved.
  mutating func saved() { lastSave = clock.now }
}

extension SaveInterval {
  /// Parses an interval: `500` steps, `90s`, `10m` or `2h`; nil for other text.
  package init?(_ word: String) {
    if let steps = Int(word) {
      guard steps >= 1 else { return nil }
      self = .steps(steps)
      return
    }
    guard let time = Duration(word), time > .zero else { return nil }
    self = .time(time)
  }
}
