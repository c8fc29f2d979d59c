package import Engine

/// The settings of `compile`.
package struct Compilation {
  package var optimizer: any Optimizer
  package let objective: Objective
  /// The clipping of gradients.
  package let clipping: GradientClipping?

  package init(
    optimizer: any Optimizer, objective: Objective, clipping: GradientClipping? = nil
  ) {
    self.optimizer = optimizer
    self.objective = objective
    self.clipping = clipping
  }
}

extension Compilation {
  /// Checks the optimizer's numbers, and that a file can hold those of all parts.
  ///
  /// - Throws: `ModelError.invalidValue` naming the number and its part.
  func checkConfiguration() throws(ModelError) {
    try optimizer.check()
    try optimizer.learningRate.checkConfiguration()
    try optimizer.checkConfiguration()
    for loss in objective.losses { try loss.checkConfiguration() }
    for metric in objective.metrics.joined() { try metric.checkConfiguration() }
  }
}

extension Graph {
  /// - Throws: `ModelError.invalidValue` naming the layer and its number that no file can hold.
  func checkConfiguration() throws(ModelError) {
    for call in calls { try call.layer.checkConfiguration(of: "layer \(call.name)") }
  }
}

extension Model {
  /// Checks what may have changed since `compile`: the numbers of layers, losses, metrics and the
  /// optimizer.
  ///
  /// - Throws: `ModelError.invalidValue` naming the number and its part.
  package func checkConfiguration() throws(ModelError) {
    try graph().checkConfiguration()
    try compilation?.checkConfiguration()
  }

  /// Compiles the model with given settings.
  ///
  /// - Throws: `ModelError` when the model does not support them.
  package func compile(_ compilation: Compilation) throws(ModelError) {
    let objective = compilation.objective
    try compile(
      optimizer: compilation.optimizer, losses: objective.losses,
      lossWeights: objective.lossWeights, metrics: objective.metrics,
      clipping: compilation.clipping)
  }
}
