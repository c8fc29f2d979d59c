package import Engine
package import FileFormats
package import Layers

extension Compilation {
  /// Returns the settings in JSON: optimizer with clipping, losses, metrics.
  package func configuration() -> JSON {
    [
      "optimizer": OptimizerRegistry.configuration(of: optimizer, clipping: clipping),
      "losses": .array(objective.losses.map { JSON($0) }),
      "loss_weights": .array(objective.lossWeights.map(JSON.exact)),
      "metrics": .array(
        objective.metrics.map { .array($0.map { JSON($0) }) }),
    ]
  }

  /// Reads settings from `configuration()`.
  ///
  /// - Throws: `ModelError` with the location of what is missing or not supported.
  package init(configuration: JSON) throws(ModelError) {
    let root = ConfigurationReader(json: configuration, path: "compile")
    try root.refuseKeys(except: ["optimizer", "losses", "loss_weights", "metrics"])
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
      var ofOutput: [any Metric] = []
      for metric in try list.elements() { ofOutput.append(try MetricRegistry.metric(metric)) }
      metrics.append(ofOutput)
    }
    let (optimizer, clipping) = try OptimizerRegistry.optimizer(try root.required("optimizer"))
    self.init(
      optimizer: optimizer,
      objective: Objective(losses: losses, lossWeights: weights, metrics: metrics),
      clipping: clipping)
  }
}
