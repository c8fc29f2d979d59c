package import Engine
import Kernels

/// A learning rate that falls along half a cosine, after an optional linear warm-up.
///
/// With `s = min(step, decaySteps)`:
/// `peak · ((1 - alpha) (1 + cos(π s / decaySteps)) / 2 + alpha)`, where the peak is
/// `initialLearningRate`. With a `warmupTarget` the rate first rises (or falls) to it in a straight
/// line over `warmupSteps` steps; the target is then the peak, and `s` counts from the end of the
/// warm-up. Without a target `warmupSteps` is ignored. Computed in `Double`, rounded once. Source:
/// Loshchilov and Hutter (2017), equation 5, without restarts; Keras 3, `CosineDecay`.
public struct CosineDecay: BuiltInSchedule, Equatable {
  /// The rate of the first step.
  package var initialLearningRate: Double
  /// The number of steps from the peak to the end.
  package var decaySteps: Double
  /// The final rate as a fraction of the peak, 0 to 1.
  package var alpha: Double
  /// The rate at the end of the warm-up, or nil for no warm-up.
  package var warmupTarget: Double?
  /// The number of steps of the warm-up.
  package var warmupSteps: Double

  /// Creates a schedule that decays at once, or after a warm-up.
  public init(
    initialLearningRate: Double, decaySteps: Int, alpha: Double = 0, warmupTarget: Double? = nil,
    warmupSteps: Int = 0
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = Double(decaySteps)
    self.alpha = alpha
    self.warmupTarget = warmupTarget
    self.warmupSteps = Double(warmupSteps)
  }

  package func rate(at step: Int) -> Float {
    let step = Double(step)
    guard let warmupTarget else { return decayed(initialLearningRate, step) }
    guard step < warmupSteps else { return decayed(warmupTarget, step - warmupSteps) }
    let risen = (warmupTarget - initialLearningRate) * (step / warmupSteps)
    return (initialLearningRate + risen).roundedRate
  }

  private func decayed(_ peak: Double, _ step: Double) -> Float {
    let angle = Double.pi * (min(step, decaySteps) / decaySteps)
    let half = (1 + Elementary.cos(angle)) / 2
    return (peak * ((1 - alpha) * half + alpha)).roundedRate
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "initial_learning_rate": .number(initialLearningRate), "decay_steps": .steps(decaySteps),
      "alpha": .number(alpha),
      "warmup_target": warmupTarget.map(ConfigurationValue.number) ?? .null,
      "warmup_steps": .steps(warmupSteps),
    ]
  }

  package func checkArguments() throws(ModelError) {
    try initialLearningRate.checkRate("initialLearningRate of CosineDecay")
    try decaySteps.checkAboveZero("decaySteps of CosineDecay")
    try alpha.checkFraction("alpha of CosineDecay")
    try warmupTarget?.checkRate("warmupTarget of CosineDecay")
    try warmupSteps.checkAtLeastZero("warmupSteps of CosineDecay")
  }
}
