package import FileFormats

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

extension Compilation {
  /// The settings in JSON: optimizer with clipping, losses, metrics.
  package func configuration() -> JSON {
    [
      "optimizer": OptimizerRegistry.configuration(of: optimizer, clipping: clipping),
      "losses": .array(objective.losses.map(LossRegistry.configuration(of:))),
      "loss_weights": .array(objective.lossWeights.map(JSON.exact)),
      "metrics": .array(
        objective.metrics.map { .array($0.map(MetricRegistry.configuration(of:))) }),
    ]
  }

  /// The settings that `configuration()` wrote.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package init(configuration: JSON) throws(ModelError) {
    let root = ConfigurationReader(json: configuration, path: "compile")
    var losses: [any Loss] = []
    for entry in try root.required("losses").elements() {
      losses.append(try LossRegistry.loss(entry))
    }
    var weights: [Float] = []
    for entry in try root.required("loss_weights").elements() {
      weights.append(try entry.float())
    }
    var metrics: [[any Metric]] = []
    for list in try root.required("metrics").elements() {
      metrics.append(try MetricRegistry.metrics(list))
    }
    let (optimizer, clipping) = try OptimizerRegistry.optimizer(try root.required("optimizer"))
    self.init(
      optimizer: optimizer,
      objective: Objective(losses: losses, lossWeights: weights, metrics: metrics),
      clipping: clipping)
  }
}
