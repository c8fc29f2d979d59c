package import Training

/// The phases of a step, as benchmarks report them.
///
/// Two of the phases are mostly waiting: `meet`, until the slowest rank has its gradients, and
/// `publish`, until the slowest has its new weights.
package typealias StepPhase = TrainingStep.Phase

extension StepPhase {
  /// The name in tables and JSON.
  package var name: String { "\(self)" }

  /// Whether a rank mainly waits for others in the phase.
  package var isWaiting: Bool { self == .meet || self == .publish }
}

/// A clock that sums the time of steps by phase.
final class PhaseClock {
  /// Seconds by phase since `restart`.
  private(set) var seconds = [Double](repeating: 0, count: StepPhase.allCases.count)
  private var last = MonotonicClock.nanoseconds

  /// Subscribes to the phases of a step.
  func listen(to step: TrainingStep) {
    step.phaseEnded = { [unowned self] in ended($0) }
  }

  /// Resets the sums; the next phase starts at an instant of the host's clock.
  func restart(at start: UInt64) {
    seconds = seconds.map { _ in 0 }
    last = start
  }

  private func ended(_ phase: StepPhase) {
    let now = MonotonicClock.nanoseconds
    // A rank that was late for the common start has not run backwards.
    seconds[phase.rawValue] += (Double(now) - Double(last)) * 1e-9
    last = now
  }
}
