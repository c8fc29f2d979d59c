public import FileFormats

extension Sequential {
  /// The model in Keras's JSON, without weights.
  ///
  /// The smallest form that Keras 3.0 to 3.15 load. Names are written for every layer.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  public func configuration() throws(ModelError) -> JSON {
    let entries = try graph().calls.map { call in
      var config = call.layer.configuration
      config["name"] = .string(call.name)
      return JSON.object([
        "module": "keras.layers", "class_name": .string(call.layer.className),
        "config": .object(config), "registered_name": .null,
      ])
    }
    return [
      "module": "keras", "class_name": "Sequential", "registered_name": .null,
      "config": .object(["name": .string(name), "layers": .array(entries)]),
    ]
  }

  /// The model that `configuration()` or Keras's `to_json()` describes, not compiled.
  ///
  /// - Parameters:
  ///   - configuration: The JSON of a `Sequential`.
  ///   - seed: Determines the first weights and the order of samples.
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  public convenience init(configuration: JSON, seed: UInt64) throws(ModelError) {
    let root = ConfigurationReader(json: configuration, path: "model")
    let className = try root.required("class_name").string()
    guard className == "Sequential" else {
      throw .unsupported(
        kind: "model", name: className, path: root.path, supported: ["Sequential"])
    }
    let config = try root.required("config")
    var layers: [any Layer] = []
    for entry in try config.required("layers").elements() {
      layers.append(try LayerRegistry.layer(entry))
    }
    self.init(layers, name: try config["name"]?.string() ?? "sequential", seed: seed)
  }
}
