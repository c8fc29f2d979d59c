import Engine

/// A learning rate that is multiplied by `decayRate` over every `decaySteps` steps.
///
/// `initialLearningRate · decayRate^(step / decaySteps)`; as a staircase the exponent is rounded
/// down, so that `decaySteps` steps share a rate. Computed in `Double`, rounded once. Source:
/// Keras 3, `ExponentialDecay`.
public struct ExponentialDecay: SteppedDecay, Equatable {
  /// The rate of the first step.
  package var initialLearningRate: Double
  /// The number of steps over which the rate is multiplied by `decayRate` once.
  package var decaySteps: Double
  /// The factor, from 0 up.
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
    (initialLearningRate * decayRate.power(periods(step))).roundedRate
  }
}
