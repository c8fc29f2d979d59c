public import Engine

/// A learning rate that falls as the inverse of the time.
///
/// `initialLearningRate / (1 + decayRate · step / decaySteps)`; as a staircase the quotient is
/// rounded down, so that `decaySteps` steps share a rate. Computed in `Double`, rounded once.
/// Source: Keras 3, `InverseTimeDecay`.
public struct InverseTimeDecay: LearningRateSchedule, Equatable {
  /// The rate of the first step.
  public var initialLearningRate: Double
  /// The number of steps that count as one unit of time.
  public var decaySteps: Int
  /// How much the divisor grows in a unit of time, from 0 up.
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
    let time = staircase ? Double(step / decaySteps) : Double(step, of: decaySteps)
    return (initialLearningRate / (1 + decayRate * time)).roundedRate
  }

  /// The class's name in Keras.
  public var className: String { "InverseTimeDecay" }

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
    try initialLearningRate.checkRate("initialLearningRate of InverseTimeDecay")
    try decaySteps.check(atLeast: 1, "decaySteps of InverseTimeDecay")
    try decayRate.checkAtLeastZero("decayRate of InverseTimeDecay")
  }
}
