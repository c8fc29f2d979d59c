package import Engine
package import FileFormats
package import Layers

extension Model {
  /// The model in JSON that Keras 3 loads, with the settings of `compile` where there are any.
  ///
  /// - Throws: `ModelError` naming a layer of a user-defined class, or a part that Keras lacks.
  package func kerasConfiguration() throws(ModelError) -> JSON {
    guard var members = try configuration().objectValue else { return .null }
    let own = try ownPartNames()
    if let name = own.first {
      throw .invalidValue(
        of: "the parts of model \(self.name)", expected: "Keras's own, which other programs have",
        found: own.count == 1 ? "\(name)" : own.joined(separator: ", "))
    }
    members["compile_config"] = try compilation?.kerasConfiguration()
    return .object(members)
  }
}

extension Compilation {
  /// The settings as Keras's `to_json()` writes them.
  ///
  /// - Throws: `ModelError` naming a schedule, or a metric's name, that Keras lacks.
  func kerasConfiguration() throws(ModelError) -> JSON {
    guard !(optimizer.learningRate is LinearWarmup) else {
      throw .unsupported(
        kind: "schedule of Keras", name: "LinearWarmup", path: "compile.optimizer",
        supported: ScheduleRegistry.table.names.filter { $0 != "LinearWarmup" })
    }
    var metrics: [JSON] = []
    for list in objective.metrics {
      var entries: [JSON] = []
      for metric in list { entries.append(try Self.entry(metric)) }
      metrics.append(.array(entries))
    }
    let losses = objective.losses.map { Self.part($0, "keras.losses", $0.configuration) }
    let isPlain = objective.lossWeights.allSatisfy { $0 == 1 }
    return [
      "optimizer": OptimizerRegistry.configuration(of: optimizer, clipping: clipping),
      "loss": losses.count == 1 ? losses[0] : .array(losses),
      "loss_weights": isPlain ? .null : .array(objective.lossWeights.map(JSON.exact)),
      "metrics": metrics.count == 1 ? metrics[0] : .array(metrics),
      "weighted_metrics": .null, "run_eagerly": false, "steps_per_execution": 1,
      "jit_compile": true,
    ]
  }

  private static func entry(_ metric: any Metric) throws(ModelError) -> JSON {
    guard metric.className == "Accuracy" else {
      var arguments = metric.configuration
      arguments["name"] = .string(metric.name)
      return part(metric, "keras.metrics", arguments)
    }
    // Keras chooses the class by the loss only where the metric is a name.
    guard ["accuracy", "acc"].contains(metric.name) else {
      throw .invalidValue(
        of: "the name of metric Accuracy", expected: "accuracy or acc, as in Keras",
        found: metric.name)
    }
    return .string(metric.name)
  }

  private static func part(
    _ part: any Configurable, _ module: String, _ arguments: [String: ConfigurationValue]
  ) -> JSON {
    [
      "module": .string(module), "class_name": .string(part.className),
      "config": .object(arguments.mapValues(JSON.init)), "registered_name": .null,
    ]
  }
}
