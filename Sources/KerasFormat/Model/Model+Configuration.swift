package import Engine
package import FileFormats
package import Layers

extension Model {
  /// The model in Keras's JSON, without weights.
  ///
  /// The smallest form that Keras 3.0 to 3.15 load: a `Sequential` as such, every other model as a
  /// Functional one of the layers that it calls. Names are written for every layer.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit, or that no file can name because
  ///   its class is the user's own.
  package func configuration() throws(ModelError) -> JSON {
    try checkConfiguration()
    let graph = try graph()
    let writer = try GraphWriter(graph)
    // A list of layers can also hold one twice, or a composite that branches.
    return self is Sequential && !graph.branches
      ? writer.sequential(name: name) : writer.functional(name: name)
  }

  /// The model that `configuration()` or Keras's `to_json()` describes, not compiled.
  ///
  /// - Parameters:
  ///   - configuration: The JSON of a Sequential or Functional model.
  ///   - seed: Determines the first weights and the order of samples.
  /// - Returns: A `Sequential`, or a `Model` for a Functional one.
  /// - Throws: `ModelError` naming the place of what is missing, does not fit or is not supported.
  package static func make(configuration: JSON, seed: UInt64 = 0) throws(ModelError) -> Model {
    let root = ConfigurationReader(json: configuration, path: "model")
    switch try root.required("class_name").string() {
    case "Sequential":
      return try Sequential(configuration: configuration, seed: seed)
    case "Functional":
      var reader = try FunctionalReader(root.required("config"))
      return try reader.model(seed: seed)
    case let className:
      throw .unsupported(
        kind: "model", name: className, path: root.path, supported: ["Sequential", "Functional"])
    }
  }
}

extension Sequential {
  /// The model that `configuration()` or Keras's `to_json()` describes, not compiled.
  ///
  /// - Parameters:
  ///   - configuration: The JSON of a `Sequential`.
  ///   - seed: Determines the first weights and the order of samples.
  /// - Throws: `ModelError` naming the place of what is missing, does not fit or is not supported.
  package convenience init(configuration: JSON, seed: UInt64) throws(ModelError) {
    let root = ConfigurationReader(json: configuration, path: "model")
    let className = try root.required("class_name").string()
    guard className == "Sequential" else {
      throw .unsupported(
        kind: "model", name: className, path: root.path, supported: ["Sequential"])
    }
    let arguments = try ArgumentReader(root.required("config"))
    let layers = try SequentialReader.layers(arguments)
    self.init(layers, name: try arguments.name() ?? "sequential", seed: seed)
    try arguments.finish()
    // A model without an input's shape may still be given one.
    if layers.first?.inputShape != nil { _ = try graph() }
  }
}

extension ConfigurationReader {
  /// What Keras's `to_json()` of a compiled model says of its training: `optimizer`, `loss`,
  /// `metrics` and more; nil where the model was not compiled.
  static func compileConfiguration(of model: JSON) -> ConfigurationReader? {
    let root = ConfigurationReader(json: model, path: "model")
    guard let settings = root["compile_config"], !settings.json.isNull else { return nil }
    return settings
  }
}
