public import Engine
import Kernels

/// Adagrad: steps divided by the root of all squared gradients so far.
///
/// `a += g²`, `w -= learningRate · g / √(a + ε)`, with `a` starting at `initialAccumulatorValue`.
/// Source: Duchi et al. (2011), section 1.2; Keras 3, `Adagrad`.
public struct Adagrad: Optimizer {
  /// How far each step goes: a number, or a schedule.
  public var learningRate: any LearningRateSchedule
  /// What the sum of squares starts from.
  public var initialAccumulatorValue: Float
  /// What keeps the division finite.
  public var epsilon: Float

  /// Adagrad with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), initialAccumulatorValue: Float = 0.1,
    epsilon: Float = 1e-7
  ) {
    self.learningRate = learningRate
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
  }

  /// The class's name in Keras.
  public var className: String { "Adagrad" }

  /// The sum of squares.
  public var slotNames: [String] { ["accumulator"] }

  /// The sum of squares does not start at 0.
  public func initialValue(ofSlot index: Int) -> Float { initialAccumulatorValue }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "initial_accumulator_value": .exact(initialAccumulatorValue), "epsilon": .exact(epsilon),
    ]
  }

  /// Checks the hyperparameters.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid number.
  public func check() throws(ModelError) {
    try learningRate.check()
    try initialAccumulatorValue.checkAtLeastZero("initialAccumulatorValue of Adagrad")
    try epsilon.checkAtLeastZero("epsilon of Adagrad")
  }

  /// Changes one slice by one step.
  public func update(_ slice: ParameterSlice) -> Bool {
    unsafe Kernels.adagrad(
      learningRate: slice.learningRate, epsilon: epsilon, parameters: slice.weights,
      gradient: slice.gradient, accumulator: slice.slot(0), count: slice.count)
  }
}

extension OptimizerChoice where Self == Adagrad {
  /// Adagrad with Keras's defaults.
  public static var adagrad: Adagrad { Adagrad() }
}
