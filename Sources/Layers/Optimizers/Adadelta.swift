package import Engine
import Kernels

/// Adadelta: steps scaled by the ratio of two running root mean squares, the updates' and the
/// gradient's.
///
/// `G = ρ G + (1 - ρ) g²`, `d = -√(D + ε) · g / √(G + ε)`, `D = ρ D + (1 - ρ) d²`,
/// `w += learningRate · d`. Keras's default learning rate of 0.001 is far below the paper's 1.
/// Source: Zeiler (2012), algorithm 1; Keras 3, `Adadelta`.
public struct Adadelta: BuiltInOptimizer {
  /// The learning rate, a number or a schedule; 1 in the paper.
  package var rate: any LearningRateSchedule
  /// The decay rate of the running means.
  package var rho: Double
  /// The constant that keeps the divisor above 0.
  package var epsilon: Float

  package var clippingArguments = ClippingArguments()

  /// Adadelta with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), rho: Double = 0.95,
    epsilon: Float = 1e-7,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    rate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The mean squares of the gradient and of the updates.
  package var slots: [String] { ["accumulated_grad", "accumulated_delta_var"] }

  package var squares: [String] { slots }

  package var arguments: [String: ConfigurationValue] {
    ["rho": .number(rho), "epsilon": .exact(epsilon)]
  }

  package func checkArguments() throws(ModelError) {
    try rho.checkDecayRate("rho of Adadelta")
    try epsilon.checkAtLeastZero("epsilon of Adadelta")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    let step = AdadeltaStep(learningRate: slice.learningRate, rho: rho, epsilon: epsilon)
    return unsafe kernels.adadelta(
      step, parameters: slice.weights, gradient: slice.gradient,
      gradientAccumulator: slice.slot(0), updateAccumulator: slice.slot(1), count: slice.count)
  }
}

extension OptimizerChoice where Self == Adadelta {
  /// Adadelta with Keras's defaults.
  public static var adadelta: Adadelta { Adadelta() }
}
