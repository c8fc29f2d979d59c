public import Engine
import Kernels

/// RMSprop: steps divided by a running root mean square of the gradient.
///
/// `v = ρ v + (1 - ρ) g²`, `w -= learningRate · g / √(v + ε)`; centred, the running mean of the
/// gradient is taken off: `√(v - a² + ε)` with `a = ρ a + (1 - ρ) g`; with momentum µ the
/// increment goes into `m = µ m + increment`, and `w -= m`. ε stands inside the root, and is 1e-7,
/// where the tutorial's text has 1e-8. Source: Tieleman and Hinton (2012), lecture 6.5; Keras 3,
/// `RMSprop`.
public struct RMSprop: Optimizer {
  /// How far each step goes: a number, or a schedule.
  public var learningRate: any LearningRateSchedule
  /// The decay rate of the running means.
  public var rho: Double
  /// The share of the last increments that is kept each step, 0 to 1.
  public var momentum: Float
  /// What keeps the division finite.
  public var epsilon: Float
  /// Whether the gradient's mean is taken off its mean square.
  public var centered: Bool

  /// RMSprop with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), rho: Double = 0.9, momentum: Float = 0,
    epsilon: Float = 1e-7, centered: Bool = false
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
  }

  /// The class's name in Keras.
  public var className: String { "RMSprop" }

  /// The mean square; the mean where centred; the increments where momentum is not 0.
  public var slotNames: [String] {
    ["velocity"] + (centered ? ["average"] : []) + (momentum == 0 ? [] : ["momentum"])
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "rho": .number(rho), "momentum": .exact(momentum), "epsilon": .exact(epsilon),
      "centered": .bool(centered),
    ]
  }

  /// Checks the hyperparameters.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try learningRate.check()
    try rho.checkDecayRate("rho of RMSprop")
    try momentum.checkFraction("momentum of RMSprop")
    try epsilon.checkAtLeastZero("epsilon of RMSprop")
  }

  /// Changes one slice by one step.
  public func update(_ slice: ParameterSlice) -> Bool {
    let step = RMSpropStep(
      learningRate: slice.learningRate, rho: rho, momentum: momentum, epsilon: epsilon)
    return unsafe Kernels.rmsprop(
      step, parameters: slice.weights, gradient: slice.gradient, velocity: slice.slot(0),
      average: centered ? slice.slot(1) : nil,
      momentum: momentum == 0 ? nil : slice.slot(centered ? 2 : 1), count: slice.count)
  }
}

extension OptimizerChoice where Self == RMSprop {
  /// RMSprop with Keras's defaults.
  public static var rmsprop: RMSprop { RMSprop() }
}
