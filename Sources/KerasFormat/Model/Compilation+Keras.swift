package import Engine
package import FileFormats
package import Layers

extension Compilation {
  /// The settings that Keras's `to_json()` of a compiled model holds; nil where it was not
  /// compiled.
  ///
  /// - Parameters:
  ///   - model: The model's JSON.
  ///   - outputCount: The number of the model's outputs: one loss may stand for all of them.
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package init?(ofKerasModel model: JSON, outputCount: Int) throws(ModelError) {
    guard let root = ConfigurationReader.compileConfiguration(of: model) else { return nil }
    let (optimizer, clipping) = try OptimizerRegistry.optimizer(try root.required("optimizer"))
    let loss = try root.required("loss")
    var losses: [any Loss] = []
    if case .array = loss.json {
      for entry in try loss.elements() { losses.append(try LossRegistry.loss(entry)) }
    } else {
      losses = [any Loss](repeating: try LossRegistry.loss(loss), count: outputCount)
    }
    var weights: [Float]?
    if let entry = root["loss_weights"], !entry.json.isNull {
      var numbers: [Float] = []
      for element in try entry.elements() { numbers.append(try element.float()) }
      weights = numbers
    }
    self.init(
      optimizer: optimizer,
      objective: Objective(
        losses: losses, lossWeights: weights,
        metrics: try Self.metrics(root["metrics"], outputCount: outputCount)),
      clipping: clipping)
  }

  /// A list of metrics for the only output, or a list of lists for several.
  private static func metrics(
    _ entry: ConfigurationReader?, outputCount: Int
  ) throws(ModelError) -> [[any Metric]] {
    guard let entry, !entry.json.isNull else {
      return [[any Metric]](repeating: [], count: outputCount)
    }
    let elements = try entry.elements()
    guard let first = elements.first, case .array = first.json else {
      let all = try MetricRegistry.metrics(entry)
      return [[any Metric]](repeating: all, count: outputCount)
    }
    var metrics: [[any Metric]] = []
    for element in elements { metrics.append(try MetricRegistry.metrics(element)) }
    return metrics
  }
}
