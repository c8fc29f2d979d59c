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

extension Model {
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
