package import Engine
import Kernels

/// Adagrad: steps divided by the root of all squared gradients so far.
///
/// `a += g²`, `w -= learningRate · g / √(a + ε)`, with `a` starting at `initialAccumulatorValue`.
/// Source: Duchi et al. (2011), section 1.2; Keras 3, `Adagrad`.
public struct Adagrad: BuiltInOptimizer {
  /// The learning rate: a number or a schedule.
  package var rate: any LearningRateSchedule
  /// The initial sum of squares.
  package var initialAccumulatorValue: Float
  /// The constant that keeps the divisor above 0.
  package var epsilon: Float

  package var clippingArguments = ClippingArguments()

  /// Adagrad with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), initialAccumulatorValue: Float = 0.1,
    epsilon: Float = 1e-7,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    rate = learningRate
    self.initialAccumulatorValue = initialAccumulatorValue
    self.epsilon = epsilon
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The sum of squares.
  package var slots: [String] { ["accumulator"] }

  package var squares: [String] { slots }

  /// Returns the initial sum of squares.
  package func initialValue(of slot: Int) -> Float { initialAccumulatorValue }

  package var arguments: [String: ConfigurationValue] {
    [
      "initial_accumulator_value": .exact(initialAccumulatorValue), "epsilon": .exact(epsilon),
    ]
  }

  package func checkArguments() throws(ModelError) {
    try initialAccumulatorValue.checkAtLeastZero("initialAccumulatorValue of Adagrad")
    try epsilon.checkAtLeastZero("epsilon of Adagrad")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    unsafe kernels.adagrad(
      learningRate: slice.learningRate, epsilon: epsilon, parameters: slice.weights,
      gradient: slice.gradient, accumulator: slice.slot(0), count: slice.count)
  }
}

extension OptimizerChoice where Self == Adagrad {
  /// Adagrad with Keras's defaults.
  public static var adagrad: Adagrad { Adagrad() }
}
