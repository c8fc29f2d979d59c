package import Engine
import Kernels

/// RMSprop: steps divided by a running root mean square of the gradient.
///
/// `v = ρ v + (1 - ρ) g²`, `w -= learningRate · g / √(v + ε)`; centred, the running mean of the
/// gradient is subtracted: `√(v - a² + ε)` with `a = ρ a + (1 - ρ) g`; with momentum µ the
/// increment is added to `m = µ m + increment`, and `w -= m`. ε is inside the root; its default is
/// 1e-7, where the tutorial's text has 1e-8. Source: Tieleman and Hinton (2012), lecture 6.5; Keras
/// 3, `RMSprop`.
public struct RMSprop: BuiltInOptimizer {
  /// The learning rate: a number or a schedule.
  package var rate: any LearningRateSchedule
  /// The decay rate of the running means.
  package var rho: Double
  /// The decay of the accumulated increments, 0 to 1.
  package var momentum: Float
  /// The constant that keeps the divisor above 0.
  package var epsilon: Float
  /// Whether the gradient's mean is subtracted, so that the divisor is its standard deviation.
  package var centered: Bool

  package var clippingArguments = ClippingArguments()

  /// RMSprop with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), rho: Double = 0.9, momentum: Float = 0,
    epsilon: Float = 1e-7, centered: Bool = false,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    rate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.epsilon = epsilon
    self.centered = centered
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The mean square; the mean where centred; the increments where momentum is not 0.
  package var slots: [String] {
    ["velocity"] + (centered ? ["average"] : []) + (momentum == 0 ? [] : ["momentum"])
  }

  package var squares: [String] { ["velocity"] }

  package var arguments: [String: ConfigurationValue] {
    [
      "rho": .number(rho), "momentum": .exact(momentum), "epsilon": .exact(epsilon),
      "centered": .bool(centered),
    ]
  }

  package func checkArguments() throws(ModelError) {
    try rho.checkDecayRate("rho of RMSprop")
    try momentum.checkFraction("momentum of RMSprop")
    try epsilon.checkAtLeastZero("epsilon of RMSprop")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    let step = RMSpropStep(
      learningRate: slice.learningRate, rho: rho, momentum: momentum, epsilon: epsilon)
    return unsafe kernels.rmsprop(
      step, parameters: slice.weights, gradient: slice.gradient, velocity: slice.slot(0),
      average: centered ? slice.slot(1) : nil,
      momentum: momentum == 0 ? nil : slice.slot(centered ? 2 : 1), count: slice.count)
  }
}

extension OptimizerChoice where Self == RMSprop {
  /// RMSprop with Keras's defaults.
  public static var rmsprop: RMSprop { RMSprop() }
}
