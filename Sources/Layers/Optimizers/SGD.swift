package import Engine
import Kernels

/// Stochastic gradient descent, optionally with momentum.
///
/// `w -= learningRate · g`; with momentum µ `v = µ v - learningRate · g`, then `w += v`, or with
/// Nesterov's `w += µ v - learningRate · g`. The learning rate is part of the velocity. Source:
/// Keras 3, `SGD`; Nesterov's form after Sutskever et al. (2013), equation 7.
public struct SGD: BuiltInOptimizer {
  /// The learning rate: a number or a schedule.
  package var rate: any LearningRateSchedule
  /// The decay of the velocity, 0 to 1.
  package var momentum: Float
  /// Whether the step uses Nesterov's momentum.
  package var nesterov: Bool

  package var clippingArguments = ClippingArguments()

  /// SGD with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.01), momentum: Float = 0,
    nesterov: Bool = false,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    rate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The velocity, where momentum is not 0.
  package var slots: [String] { momentum == 0 ? [] : ["momentum"] }

  package var arguments: [String: ConfigurationValue] {
    ["momentum": .exact(momentum), "nesterov": .bool(nesterov)]
  }

  package func checkArguments() throws(ModelError) {
    try momentum.checkFraction("momentum of SGD")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    if momentum == 0 {
      unsafe kernels.sgd(
        learningRate: slice.learningRate, parameters: slice.weights, gradient: slice.gradient,
        count: slice.count)
    } else {
      unsafe kernels.sgd(
        learningRate: slice.learningRate, momentum: momentum, nesterov: nesterov,
        parameters: slice.weights, gradient: slice.gradient, velocity: slice.slot(0),
        count: slice.count)
    }
  }
}

extension OptimizerChoice where Self == SGD {
  /// Plain SGD with Keras's defaults.
  public static var sgd: SGD { SGD() }

  /// SGD with the given learning rate and momentum.
  public static func sgd(
    learningRate: any LearningRateSchedule, momentum: Float = 0, nesterov: Bool = false
  ) -> SGD {
    SGD(learningRate: learningRate, momentum: momentum, nesterov: nesterov)
  }
}
