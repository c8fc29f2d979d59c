package import Engine
package import FileFormats
package import Layers

extension Model {
  /// The model in Keras's JSON, without weights.
  ///
  /// The smallest form that Keras 3.0 to 3.15 load: a `Sequential` as such, every other model as a
  /// Functional one. Names are written for every layer.
  ///
  /// - Throws: `ModelError` naming a layer that does not support its input, or one of a
  ///   user-defined class, which a file cannot describe.
  package func configuration() throws(ModelError) -> JSON {
    try checkConfiguration()
    let graph = try graph()
    let writer = try GraphWriter(graph)
    // A list of layers may also contain one twice, or a composite that branches.
    return self is Sequential && !graph.branches
      ? writer.sequential(name: name) : writer.functional(name: name)
  }

  /// Creates the model from JSON of `configuration()` or Keras's `to_json()`, not compiled.
  ///
  /// - Parameters:
  ///   - configuration: The JSON of a Sequential or Functional model.
  ///   - seed: The seed of initial weights and the order of samples.
  /// - Returns: A `Sequential`, or a `Model` for a Functional one.
  /// - Throws: `ModelError` with the location of what is missing, invalid or not supported.
  package static func make(configuration: JSON, seed: UInt64 = 0) throws(ModelError) -> Model {
    let root = ConfigurationReader(json: configuration, path: "model")
    if let kind = root.otherKind {
      throw .invalidValue(
        of: "the text", expected: "what Keras's model.to_json() gives", found: kind)
    }
    try root.refuseKeys(except: [
      "module", "class_name", "config", "registered_name", "build_config", "compile_config",
      "keras_version", "backend", "name", "shared_object_id",
    ])
    guard try root.isKerasClass() else {
      throw .unsupported(
        kind: "model",
        name: root.valued("registered_name")?.json.stringValue
          ?? root["class_name"]?.json.excerpt ?? "",
        path: root.path, supported: ["Sequential", "Functional"])
    }
    switch try root.required("class_name").string() {
    case "Sequential":
      return try Sequential(configuration: configuration, seed: seed)
    // Keras 2's older name comes second.
    case "Functional", "Model":
      var reader = try FunctionalReader(root.required("config"))
      let model = try reader.model(seed: seed)
      let graph = try model.graph()
      try BuiltShapes.check(root, calls: [graph.inputs.map { graph.calls[$0].outputShape }])
      return model
    case let className:
      throw .unsupported(
        kind: "model", name: className, path: root.path, supported: ["Sequential", "Functional"])
    }
  }
}

extension Sequential {
  /// Creates the model from JSON of `configuration()` or Keras's `to_json()`, not compiled.
  ///
  /// - Parameters:
  ///   - configuration: The JSON of a `Sequential`.
  ///   - seed: The seed of initial weights and the order of samples.
  /// - Throws: `ModelError` with the location of what is missing, invalid or not supported.
  package convenience init(configuration: JSON, seed: UInt64) throws(ModelError) {
    let root = ConfigurationReader(json: configuration, path: "model")
    let className = try root.required("class_name").string()
    guard className == "Sequential" else {
      throw .unsupported(
        kind: "model", name: className, path: root.path, supported: ["Sequential"])
    }
    var config = try root.required("config")
    if case .array = config.json {
      // Keras 2 wrote the list of layers alone.
      config = ConfigurationReader(json: ["layers": config.json], path: config.path)
    }
    let arguments = try ArgumentReader(config)
    let layers = try SequentialReader.layers(arguments)
    self.init(layers, name: try arguments.name() ?? "sequential", seed: seed)
    try arguments.finish()
    try BuiltShapes.check(root, calls: layers.first?.inputShape.map { [[$0]] } ?? [])
    // A model without an input shape may still be given one.
    if layers.first?.inputShape != nil { _ = try graph() }
  }
}

extension ConfigurationReader {
  /// What JSON that is no model's is taken for; nil for a model.
  fileprivate var otherKind: String? {
    guard let members = json.objectValue else { return "\(json.excerpt)" }
    if members["class_name"] != nil { return nil }
    if members["modelTopology"] != nil || members["weightsManifest"] != nil {
      return "a model of TensorFlow.js"
    }
    if members["layers"] != nil { return "what model.get_config() gives" }
    if members["model_config"] != nil { return "an attribute of an HDF5 file" }
    if members["keras_version"] != nil { return "the metadata of a .keras file" }
    if members["architectures"] != nil || members["model_type"] != nil {
      return "a configuration of Hugging Face"
    }
    return "an object of "
      + members.keys.sorted().prefix(4).map { $0.onOneLine(limit: 30) }
      .joined(separator: ", ")
  }
}
