import Parallel

/// When a run saves a checkpoint beside the ends of its epochs, and whether it is to end early.
///
/// Every rank asks it before a step. What rank 0's clock says, and what any rank was signalled, all
/// ranks learn in the same step, so that they save and end together.
package struct CheckpointSchedule {
  /// How often a checkpoint is saved.
  package typealias Interval = SaveInterval

  private let interval: Interval?
  private let stopRequested: () -> Bool
  private let clock = ContinuousClock()
  private var lastSave: ContinuousClock.Instant

  /// A schedule that saves at intervals, or at the ends of epochs alone.
  ///
  /// - Parameters:
  ///   - interval: How often a checkpoint is saved.
  ///   - stopRequested: Whether this rank was asked to end.
  package init(every interval: Interval? = nil, stopRequested: @escaping () -> Bool = { false }) {
    self.interval = interval
    self.stopRequested = stopRequested
    lastSave = ContinuousClock().now
  }

  /// What this rank has to say to all in the next step.
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

  /// Whether a checkpoint is due after a step, the same on every rank.
  func isDue(afterStep iterations: Int, _ flags: StepFlags) -> Bool {
    if flags.contains(.checkpointDue) || flags.contains(.stopRequested) { return true }
    return isRegular(afterStep: iterations)
  }

  /// A checkpoint was saved.
  mutating func saved() { lastSave = clock.now }
}

extension SaveInterval {
  /// The interval that a word means: `500` steps, `90s`, `10m` or `2h`; nil for another word.
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
