import FileFormats

/// A network: layers between inputs and outputs, with weights, and how it is trained.
///
/// `fit`, `evaluate` and `predict` are extensions in `Training`. Source of names and defaults:
/// Keras 3, `Model`.
open class Model {
  /// The model's name, as `summary()` shows it.
  public let name: String

  /// Determines the first weights, the order of samples, and whatever else is random.
  public let seed: UInt64

  /// The settings of `compile`, once it was called.
  package private(set) var compilation: Compilation?

  /// Weights and progress, once they exist.
  package var state: ModelState?

  private let inputs: [Symbol]
  private let outputs: [Symbol]

  /// A model from symbols to symbols: Keras's Functional style.
  public init(inputs: [Symbol], outputs: [Symbol], name: String = "functional", seed: UInt64 = 0) {
    self.inputs = inputs
    self.outputs = outputs
    self.name = name
    self.seed = seed
  }

  /// The class in Keras's words.
  package var className: String { "Functional" }

  /// The model's layer calls.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func graph() throws(ModelError) -> Graph {
    try Graph(inputs: inputs, outputs: outputs)
  }

  /// Says how the model is trained; weights stay, the optimizer starts anew.
  ///
  /// - Throws: `ModelError` when a layer, the loss or the optimizer's numbers do not fit.
  public func compile(
    optimizer: any Optimizer, loss: any Loss, metrics: [Metric] = []
  ) throws(ModelError) {
    try optimizer.check()
    // The program is laid out only to learn whether the loss fits the output.
    _ = try Program(graph(), loss: loss, capacity: 1)
    compilation = Compilation(optimizer: optimizer, loss: loss, metrics: metrics)
    state?.resetOptimizer()
  }

  /// The shape of one sample of the model's only input.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func inputShape() throws(ModelError) -> Shape {
    let graph = try graph()
    return graph.calls[graph.inputs[0]].outputShape
  }

  /// The optimizer's class, once the model is compiled.
  package var optimizerName: String { compilation?.optimizer.className ?? "none" }

  /// The learning rate of the next update, once the model is compiled.
  package var learningRate: Float {
    compilation?.optimizer.learningRate.rate(atStep: state?.iterations ?? 0) ?? 0
  }

  /// The parameters and where they stand.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func parameterSpace() throws(ModelError) -> ParameterSpace {
    ParameterPlan(try graph()).space
  }

  /// The weights by name: `dense/kernel` and so on, in model order.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  public func weights() throws(ModelError) -> [(name: String, shape: [Int], values: [Float])] {
    let space = try parameterSpace()
    let values = state?.weights ?? space.initialWeights(seed: seed)
    return space.parameters.map { ($0.name, $0.shape, Array(values[$0.range])) }
  }
}

/// What `compile` was given.
package struct Compilation {
  package var optimizer: any Optimizer
  package let loss: any Loss
  package let metrics: [Metric]
}

/// A model's weights and how far its training has come.
package struct ModelState {
  /// The whole parameter space.
  package var weights: [Float]
  /// The optimizer's slots one after the other, each as long as the parameter space, or empty
  /// before the first update.
  package var slots: [Float] = []
  /// The updates made since `compile`.
  package var iterations = 0
  /// The epochs begun since the model was made, in the generator's counter.
  package var epochs = 0

  package init(weights: [Float]) {
    self.weights = weights
  }

  mutating func resetOptimizer() {
    slots = []
    iterations = 0
  }
}
