public import Engine

/// A learning rate that is multiplied by `decayRate` over every `decaySteps` steps.
///
/// `initialLearningRate · decayRate^(step / decaySteps)`; as a staircase the exponent is rounded
/// down, so that `decaySteps` steps share a rate. Computed in `Double`, rounded once. Source:
/// Keras 3, `ExponentialDecay`.
public struct ExponentialDecay: LearningRateSchedule, Equatable {
  /// The rate of the first step.
  public var initialLearningRate: Double
  /// The number of steps over which the rate is multiplied by `decayRate` once.
  public var decaySteps: Int
  /// The factor, from 0 up.
  public var decayRate: Double
  /// Whether the rate changes only every `decaySteps` steps.
  public var staircase: Bool

  /// A rate that decays smoothly, or in stairs.
  public init(
    initialLearningRate: Double, decaySteps: Int, decayRate: Double, staircase: Bool = false
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  /// The learning rate of the update that `step` updates came before.
  public func rate(atStep step: Int) -> Float {
    let exponent = staircase ? Double(step / decaySteps) : Double(step, of: decaySteps)
    return (initialLearningRate * decayRate.power(exponent)).roundedRate
  }

  /// The class's name in Keras.
  public var className: String { "ExponentialDecay" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "initial_learning_rate": .number(initialLearningRate), "decay_steps": .integer(decaySteps),
      "decay_rate": .number(decayRate), "staircase": .bool(staircase),
    ]
  }

  /// Checks the numbers.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try initialLearningRate.checkRate("initialLearningRate of ExponentialDecay")
    try decaySteps.check(atLeast: 1, "decaySteps of ExponentialDecay")
    try decayRate.checkAtLeastZero("decayRate of ExponentialDecay")
  }
}
