import Engine

/// A learning rate that falls as the inverse of the time.
///
/// `initialLearningRate / (1 + decayRate · step / decaySteps)`; as a staircase the quotient is
/// rounded down, so that `decaySteps` steps share a rate. Computed in `Double`, rounded once.
/// Source: Keras 3, `InverseTimeDecay`.
public struct InverseTimeDecay: SteppedDecay, Equatable {
  /// The rate of the first step.
  package var initialLearningRate: Double
  /// The number of steps that count as one unit of time.
  package var decaySteps: Double
  /// The growth of the divisor in a unit of time, from 0 up.
  package var decayRate: Double
  /// Whether the rate changes only every `decaySteps` steps.
  package var staircase: Bool

  /// Creates a schedule that decays smoothly, or as a staircase.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = Double(decaySteps)
    self.decayRate = decayRate
    self.staircase = staircase
  }

  package func rate(at step: Int) -> Float {
    (initialLearningRate / (1 + decayRate * periods(step))).roundedRate
  }
}
