import Engine
import Parallel

/// The times of a rank's steps, by phase, of what comes between them, and of its waits for other
/// ranks in both: the parts add up to the wall time.
///
/// A reading of the clock at the end of each phase: some hundred nanoseconds a step.
package struct StepClock {
  /// What a run's time is divided into.
  package enum Part: Int, CaseIterable, Sendable {
    /// Before the step: callbacks, the next epoch's order, reports.
    case between
    /// Copying the batch's samples.
    case gather
    /// The forward pass.
    case forward
    /// The backward pass.
    case backward
    /// Meeting the other ranks.
    case meet
    /// Summing the gradients, and the optimizer's step.
    case update
    /// Publishing the new weights.
    case publish
    /// The validation after an epoch.
    case validation
    /// Holds for checkpoints, until their content is copied.
    case checkpoint

    /// The name in traces and reports.
    package var name: String {
      switch self {
      case .between: "between steps"
      case .checkpoint: "checkpoints"
      default: "\(self)"
      }
    }
  }

  /// The nanoseconds of each part, without waits, since `restart` or `clear`.
  package private(set) var work = [UInt64](repeating: 0, count: Part.allCases.count)
  /// The nanoseconds of waits in each part since then.
  package private(set) var waits = [UInt64](repeating: 0, count: Part.allCases.count)
  /// The steps since then; one whose update was skipped is a part of the next.
  private(set) var steps: [StepTime] = []

  private var step = StepTime()
  private var last = MonotonicClock.nanoseconds
  private var waited = Heartbeat.waitedNanoseconds

  /// Creates a clock that starts now.
  package init() {}

  /// Sets the sums to zero; the time of the first part starts at an instant of the host's clock.
  package mutating func restart(at start: UInt64 = MonotonicClock.nanoseconds) {
    self = StepClock()
    last = start
  }

  /// Sets the sums to zero; no time is lost, since the part that runs goes on.
  mutating func clear() {
    work = [UInt64](repeating: 0, count: Part.allCases.count)
    waits = work
    steps = []
  }

  /// Marks the beginning of an epoch's steps: what came before belongs to none of them.
  mutating func beginSteps() {
    end(.between)
    step = StepTime()
  }

  /// Marks the step of the parts that follow.
  mutating func begin(step number: Int) { step.number = number }

  /// Ends a part; returns its start and end.
  @discardableResult
  mutating func end(_ part: Part) -> (start: UInt64, end: UInt64) {
    let now = MonotonicClock.nanoseconds
    let nowWaited = Heartbeat.waitedNanoseconds
    // A rank that was late for a common start has not run backwards.
    let time = now > last ? now - last : 0
    let wait = min(nowWaited - waited, time)
    work[part.rawValue] += time - wait
    waits[part.rawValue] += wait
    step.total += UInt32(clamping: time / 1_000)
    step.own += UInt32(clamping: (time - wait) / 1_000)
    defer { (last, waited) = (now, nowWaited) }
    if part == .publish {
      steps.append(step)
      step = StepTime()
    }
    return (last, now)
  }
}

/// The time of a step on one rank, in microseconds.
struct StepTime: Sendable, Equatable {
  /// The step, from 1.
  var number = 0
  /// The whole time.
  var total: UInt32 = 0
  /// Without waits for other ranks.
  var own: UInt32 = 0
}
