import Training

/// The phases of a step, as benchmarks report them.
///
/// Two of the phases are mostly waiting: `meet`, until the slowest rank has its gradients, and
/// `publish`, until the slowest has its new weights.
package enum StepPhase: Int, CaseIterable, Sendable {
  case gather, forward, backward, meet, update, publish

  /// The name in tables and JSON.
  package var name: String { "\(self)" }

  /// Whether a rank mainly waits for others in the phase.
  package var isWaiting: Bool { self == .meet || self == .publish }

  /// The parts of a step's clock; what lies between two steps belongs to the next one's gathering.
  private var parts: [StepClock.Part] {
    switch self {
    case .gather: [.between, .gather]
    case .forward: [.forward]
    case .backward: [.backward]
    case .meet: [.meet]
    case .update: [.update]
    case .publish: [.publish]
    }
  }

  /// Returns the phase's seconds, waits included, since the clock was restarted.
  func seconds(on clock: StepClock) -> Double {
    parts.reduce(0) {
      $0 + Double(clock.work[$1.rawValue] + clock.waits[$1.rawValue]) * 1e-9
    }
  }
}
