package import Engine

/// A learning rate that falls along a power of the time left, to an end rate.
///
/// `(initialLearningRate - endLearningRate) · (1 - s / decaySteps)^power + endLearningRate` with `s
/// = min(step, decaySteps)`. With `cycle`, `decaySteps` is replaced by its next multiple above the
/// step: the rate jumps up and falls again, from a lower start and more slowly each time. Computed
/// in `Double`, rounded once. Source: Keras 3, `PolynomialDecay`.
public struct PolynomialDecay: BuiltInSchedule, Equatable {
  /// The rate of the first step.
  package var initialLearningRate: Double
  /// The number of steps to the end.
  package var decaySteps: Double
  /// The rate at the end.
  package var endLearningRate: Double
  /// The exponent, from 0 up; 1 is a straight line.
  package var power: Double
  /// Whether the decay restarts each time it has reached its end.
  package var cycle: Bool

  /// Creates a schedule that decays linearly, or with another power.
  public init(
    initialLearningRate: Double, decaySteps: Int, endLearningRate: Double = 0.0001,
    power: Double = 1, cycle: Bool = false
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = Double(decaySteps)
    self.endLearningRate = endLearningRate
    self.power = power
    self.cycle = cycle
  }

  package func rate(at step: Int) -> Float {
    let height = (1 - passed(step)).power(power)
    return ((initialLearningRate - endLearningRate) * height + endLearningRate).roundedRate
  }

  /// Returns the completed fraction of the decay at a step, 0 to 1.
  private func passed(_ step: Int) -> Double {
    let step = Double(step)
    guard cycle, step > 0 else { return min(step, decaySteps) / decaySteps }
    let cycles = min(step / decaySteps, .greatestFiniteMagnitude).rounded(.up)
    return min(step / (decaySteps * cycles), 1)
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "initial_learning_rate": .number(initialLearningRate), "decay_steps": .steps(decaySteps),
      "end_learning_rate": .number(endLearningRate), "power": .number(power),
      "cycle": .bool(cycle),
    ]
  }

  package func checkArguments() throws(ModelError) {
    try initialLearningRate.checkRate("initialLearningRate of PolynomialDecay")
    try decaySteps.checkAboveZero("decaySteps of PolynomialDecay")
    try endLearningRate.checkRate("endLearningRate of PolynomialDecay")
    try power.checkAtLeastZero("power of PolynomialDecay")
  }
}
