package import Engine

/// What `ExponentialDecay` and `InverseTimeDecay` have in common: a decay by periods of steps.
package protocol SteppedDecay: BuiltInSchedule {
  /// The rate of the first step.
  var initialLearningRate: Double { get }
  /// The number of steps of one period.
  var decaySteps: Double { get }
  /// How strong the decay over a period is, from 0 up.
  var decayRate: Double { get }
  /// Whether the rate changes only from period to period.
  var staircase: Bool { get }
}

extension SteppedDecay {
  /// The periods before a step, rounded down as a staircase.
  func periods(_ step: Int) -> Double {
    let periods = min(Double(step) / decaySteps, .greatestFiniteMagnitude)
    return staircase ? periods.rounded(.down) : periods
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "initial_learning_rate": .number(initialLearningRate), "decay_steps": .steps(decaySteps),
      "decay_rate": .number(decayRate), "staircase": .bool(staircase),
    ]
  }

  package func checkArguments() throws(ModelError) {
    try initialLearningRate.checkRate("initialLearningRate of \(className)")
    try decaySteps.checkAboveZero("decaySteps of \(className)")
    try decayRate.checkAtLeastZero("decayRate of \(className)")
  }
}
