package import Engine
import Kernels

/// Adam with decoupled weight decay: `w -= w · weightDecay · learningRate`, then Adam's step from
/// the decayed weights.
///
/// Every parameter decays, including biases, as in Keras. Source: Loshchilov and Hutter (2019),
/// algorithm 2; Keras 3, `AdamW`.
public struct AdamW: BuiltInOptimizer {
  /// The step of Adam.
  package var adam: Adam
  /// The fraction by which each weight decays in a step with learning rate 1.
  package var weightDecay: Float

  package var clippingArguments = ClippingArguments()

  /// The learning rate: a number or a schedule.
  package var rate: any LearningRateSchedule {
    get { adam.rate }
    set { adam.rate = newValue }
  }

  /// AdamW with Keras's defaults.
  public init(
    learningRate: any LearningRateSchedule = Float(0.001), weightDecay: Float = 0.004,
    beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Float = 1e-7,
    clipnorm: Float? = nil, clipvalue: Float? = nil, globalClipnorm: Float? = nil
  ) {
    adam = Adam(learningRate: learningRate, beta1: beta1, beta2: beta2, epsilon: epsilon)
    self.weightDecay = weightDecay
    clippingArguments = ClippingArguments(
      clipnorm: clipnorm, clipvalue: clipvalue, globalClipnorm: globalClipnorm)
  }

  /// The running means of the gradient and of its square.
  package var slots: [String] { adam.slots }

  package var squares: [String] { adam.squares }

  package var arguments: [String: ConfigurationValue] {
    adam.arguments.merging(["weight_decay": .exact(weightDecay)]) { mine, _ in mine }
  }

  package func checkArguments() throws(ModelError) {
    try adam.checkArguments()
    try weightDecay.checkAtLeastZero("weightDecay of AdamW")
  }

  package func step(_ slice: ParameterSlice) -> Bool {
    unsafe kernels.decayWeights(
      learningRate: slice.learningRate, weightDecay: weightDecay, parameters: slice.weights,
      count: slice.count)
    return adam.step(slice)
  }
}

extension OptimizerChoice where Self == AdamW {
  /// AdamW with Keras's defaults.
  public static var adamW: AdamW { AdamW() }
}
