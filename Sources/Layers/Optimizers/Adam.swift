package import Engine
import Kernels

/// Adam: steps scaled by running means of the gradient and of its square.
///
/// With `t` the update's number from 1: `m += (g - m)(1 - β1)`, `v += (g² - v)(1 - β2)`,
/// `w -= m · learningRate · √(1 - β2ᵗ) / (1 - β1ᵗ) / (√v + ε)`. ε is outside the root and not
/// corrected for bias, as in Keras. Source: Kingma and Ba (2015), the remark after algorithm 1;
/// Keras 3, `Adam`.
public struct Adam: BuiltInOptimizer {
  /// The learning rate: a number or a schedule.
  package var rate: any LearningRateSchedule
  /// The decay rate of the gradient's running mean.
  package var beta1: Double
  /// The decay rate of the squared gradient's running mean.
  package var beta2: Double
  /// The constant that keeps the divisor above 0.
  package var epsilon: Float

  package var clippingArguments = ClippingArguments()

  /// Adam with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), beta1: Double = 0.9,
    beta2: Double = 0.999, epsilon: Float = 1e-7,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    rate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The running means of the gradient and of its square.
  package var slots: [String] { ["momentum", "velocity"] }

  package var squares: [String] { ["velocity"] }

  package var arguments: [String: ConfigurationValue] {
    ["beta_1": .number(beta1), "beta_2": .number(beta2), "epsilon": .exact(epsilon)]
  }

  package func checkArguments() throws(ModelError) {
    try beta1.checkDecayRate("beta1 of Adam")
    try beta2.checkDecayRate("beta2 of Adam")
    try epsilon.checkAtLeastZero("epsilon of Adam")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    let step = AdamStep(
      learningRate: slice.learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon,
      iteration: slice.iteration)
    return unsafe kernels.adam(
      step, parameters: slice.weights, gradient: slice.gradient, momentum: slice.slot(0),
      velocity: slice.slot(1), count: slice.count)
  }
}

extension OptimizerChoice where Self == Adam {
  /// Adam with Keras's defaults.
  public static var adam: Adam { Adam() }

  /// Adam with another learning rate.
  public static func adam(learningRate: any LearningRateSchedule) -> Adam {
    Adam(learningRate: learningRate)
  }
}
