package import Engine

/// What `compile` was given.
package struct Compilation {
  package var optimizer: any Optimizer
  package let objective: Objective
  /// How gradients are kept from being large.
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
  /// Compiles the model with settings that were put together elsewhere.
  ///
  /// - Throws: `ModelError` when they do not fit.
  package func compile(_ compilation: Compilation) throws(ModelError) {
    let objective = compilation.objective
    try compile(
      optimizer: compilation.optimizer, losses: objective.losses,
      lossWeights: objective.lossWeights, metrics: objective.metrics,
      clipping: compilation.clipping)
  }
}
