package import Engine
package import FileFormats
package import Layers

/// What Keras's `to_json()` of a compiled model says of its training, read part by part: what
/// cannot be restored matters only where nothing replaces it.
package struct KerasSettings: Sendable {
  private let root: ConfigurationReader
  /// The names of the model's outputs, and for each where it stands among them.
  private let outputs: [String: Int]
  private let outputCount: Int

  /// The settings; nil where the model was not compiled, for which Keras writes an empty object
  /// since version 3.10.
  ///
  /// - Parameters:
  ///   - model: The model's JSON.
  ///   - outputNames: The names of the model's outputs.
  /// - Throws: `ModelError` naming a setting that is not known.
  package init?(ofKerasModel model: JSON, outputNames: [String]) throws(ModelError) {
    guard let root = ConfigurationReader(json: model, path: "model").valued("compile_config"),
      root.json != [:]
    else { return nil }
    try root.refuseKeys(except: [
      "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics",
      // How Keras computes, and how often it looks at callbacks: neither changes a number.
      "run_eagerly", "steps_per_execution", "jit_compile", "auto_scale_loss",
    ])
    self.root = root
    outputCount = outputNames.count
    // A model's outputs may have been given as a dictionary: then its keys count too.
    let keys = model["config"]?["output_layers"]?.objectValue?.keys.sorted() ?? []
    outputs = Dictionary(
      (outputNames + keys).enumerated().map { ($1, $0 % max(outputNames.count, 1)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The optimizer and its clipping; its learning rate is not read where another replaces it.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package func optimizer(
    readingRate: Bool = true
  ) throws(ModelError) -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    try OptimizerRegistry.optimizer(try root.required("optimizer"), readsRate: readingRate)
  }

  /// The loss of each output.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package func losses() throws(ModelError) -> [any Loss] {
    let entry = try root.required("loss")
    var losses: [any Loss] = []
    for loss in try values(entry, sharesOne: true) {
      guard let loss, let only = try loss.flattened().first, try loss.flattened().count == 1 else {
        throw entry.malformed("a loss for each output")
      }
      losses.append(try LossRegistry.loss(only))
    }
    return losses
  }

  /// What each output's loss is multiplied by; nil for 1.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package func lossWeights() throws(ModelError) -> [Float]? {
    guard let entry = root.valued("loss_weights") else { return nil }
    var weights: [Float] = []
    for weight in try values(entry, sharesOne: false) {
      guard let weight, let only = try weight.flattened().first, try weight.flattened().count == 1
      else {
        throw entry.malformed("a weight for each output")
      }
      let value = try only.float()
      guard value.isFinite, value >= 0 else { throw only.malformed("a number from 0 up") }
      weights.append(value)
    }
    return weights
  }

  /// The metrics of each output, the weighted ones behind the others: samples weigh 1.
  ///
  /// A weighted metric of a name that is taken is called as in Keras: `weighted_accuracy`.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  package func metrics() throws(ModelError) -> [[any Metric]] {
    var metrics = [[any Metric]](repeating: [], count: outputCount)
    for key in ["metrics", "weighted_metrics"] {
      guard let entry = root.valued(key) else { continue }
      for (output, list) in try values(entry, sharesOne: false).enumerated() {
        guard let list else { continue }
        for metric in try MetricRegistry.metrics(list) {
          let isTaken = key != "metrics" && metrics[output].contains { $0.name == metric.name }
          metrics[output].append(
            isTaken ? NamedMetric.metric(metric, named: "weighted_\(metric.name)") : metric)
        }
      }
    }
    return metrics
  }

  /// What belongs to each output: of an object by the outputs' names, of a list in their order.
  ///
  /// For an only output a list is the output's own. `sharesOne` says whether a value that is no
  /// list stands for all outputs.
  private func values(
    _ entry: ConfigurationReader, sharesOne: Bool
  ) throws(ModelError) -> [ConfigurationReader?] {
    var values = [ConfigurationReader?](repeating: nil, count: outputCount)
    if entry.json.objectValue != nil, entry["class_name"] == nil {
      for (name, value) in try entry.members() {
        guard let output = outputs[name] else {
          throw .unsupported(
            kind: "output", name: name.onOneLine(), path: entry.path,
            supported: outputs.keys.sorted())
        }
        values[output] = value.json.isNull ? nil : value
      }
      return values
    }
    if outputCount == 1 { return [entry.json.isNull ? nil : entry] }
    guard case .array = entry.json else {
      guard sharesOne, !entry.json.isNull else {
        throw entry.malformed("\(outputCount) values, one for each output")
      }
      return values.map { _ in entry }
    }
    let elements = try entry.elements()
    guard elements.count == outputCount || (elements.isEmpty && !sharesOne) else {
      throw entry.malformed("\(outputCount) values, one for each output")
    }
    for (output, value) in elements.enumerated() where !value.json.isNull {
      values[output] = value
    }
    return values
  }
}
