public import Engine
import Kernels

/// Adadelta: steps scaled by the ratio of two running root mean squares, the updates' and the
/// gradient's.
///
/// `G = ρ G + (1 - ρ) g²`, `d = -√(D + ε) · g / √(G + ε)`, `D = ρ D + (1 - ρ) d²`,
/// `w += learningRate · d`. Keras's default learning rate of 0.001 is far below the paper's 1.
/// Source: Zeiler (2012), algorithm 1; Keras 3, `Adadelta`.
public struct Adadelta: Optimizer {
  /// How far each step goes, a number or a schedule; the paper has 1.
  public var learningRate: any LearningRateSchedule
  /// The decay rate of the running means.
  public var rho: Double
  /// What keeps the division finite.
  public var epsilon: Float

  /// Adadelta with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), rho: Double = 0.95,
    epsilon: Float = 1e-7
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
  }

  /// The class's name in Keras.
  public var className: String { "Adadelta" }

  /// The mean squares of the gradient and of the updates.
  public var slotNames: [String] { ["accumulated_grad", "accumulated_delta_var"] }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    ["rho": .number(rho), "epsilon": .exact(epsilon)]
  }

  /// Checks the hyperparameters.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try learningRate.check()
    try rho.checkDecayRate("rho of Adadelta")
    try epsilon.checkAtLeastZero("epsilon of Adadelta")
  }

  /// Changes one slice by one step.
  public func update(_ slice: ParameterSlice) -> Bool {
    let step = AdadeltaStep(learningRate: slice.learningRate, rho: rho, epsilon: epsilon)
    return unsafe Kernels.adadelta(
      step, parameters: slice.weights, gradient: slice.gradient,
      gradientAccumulator: slice.slot(0), updateAccumulator: slice.slot(1), count: slice.count)
  }
}

extension OptimizerChoice where Self == Adadelta {
  /// Adadelta with Keras's defaults.
  public static var adadelta: Adadelta { Adadelta() }
}
