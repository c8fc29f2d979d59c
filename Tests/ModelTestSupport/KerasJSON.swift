package import FileFormats

/// Short ways to write down what Keras's `to_json()` prints.
package enum KerasJSON {
  /// A Sequential model of an input and the given layers.
  package static func sequential(inputShape: [Int] = [4], _ layers: [JSON]) -> JSON {
    let sizes: [JSON] = [nil] + inputShape.map(JSON.integer)
    let input = layer("InputLayer", ["batch_shape": .array(sizes)])
    return [
      "class_name": "Sequential", "config": ["layers": .array([input] + layers)],
    ]
  }

  /// A layer in a Sequential model.
  package static func layer(_ className: String, _ config: JSON = [:]) -> JSON {
    ["class_name": .string(className), "config": config]
  }

  /// A Functional model.
  package static func functional(
    _ layers: [JSON], inputs: JSON = ["x", 0, 0], outputs: JSON = ["y", 0, 0]
  ) -> JSON {
    [
      "class_name": "Functional",
      "config": [
        "name": "graph", "layers": .array(layers), "input_layers": inputs,
        "output_layers": outputs,
      ],
    ]
  }

  /// An input of a Functional model.
  package static func input(_ name: String, shape: [Int] = [4]) -> JSON {
    let sizes: [JSON] = [nil] + shape.map(JSON.integer)
    return layer("InputLayer", name, ["batch_shape": .array(sizes)], nodes: [])
  }

  /// A layer in a Functional model, with its `inbound_nodes`.
  package static func layer(
    _ className: String, _ name: String, _ config: [String: JSON] = [:], nodes: JSON
  ) -> JSON {
    var config = config
    config["name"] = .string(name)
    return [
      "class_name": .string(className), "config": .object(config), "name": .string(name),
      "inbound_nodes": nodes,
    ]
  }

  /// A call of a layer on tensors, one after the other.
  package static func call(_ tensors: JSON...) -> JSON {
    ["args": .array(tensors), "kwargs": [:]]
  }

  /// The tensor that a call of a layer gives.
  package static func tensor(_ layer: String, _ call: Int = 0, shape: [Int]? = nil) -> JSON {
    var config: [String: JSON] = ["keras_history": [.string(layer), .integer(call), 0]]
    if let shape { config["shape"] = .array([.null] + shape.map(JSON.integer)) }
    return ["class_name": "__keras_tensor__", "config": .object(config)]
  }
}
