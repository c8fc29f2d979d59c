import Engine
import FileFormats
import Layers

/// A writer of a graph in Keras's JSON.
struct GraphWriter {
  private let graph: Graph
  /// The kinds of the layers, in the order of the graph's layers.
  private let kinds: [LayerRegistry.Kind]
  /// Each layer's calls, in Keras's order.
  private let layers: [[Int]]
  /// The names of the calls' layers in a form that Keras accepts.
  private let names: [String]

  /// - Throws: `ModelError.unsupported` for a layer of a user-defined class.
  init(_ graph: Graph) throws(ModelError) {
    self.graph = graph
    layers = graph.layersInKerasOrder
    var kinds: [LayerRegistry.Kind] = []
    for call in graph.calls {
      kinds.append(try LayerRegistry.kind(of: call.layer, name: call.name))
    }
    self.kinds = kinds
    names = Self.names(graph)
  }

  /// Returns the JSON of a Sequential model: the calls in order.
  func sequential(name: String) -> JSON {
    [
      "module": "keras", "class_name": "Sequential", "registered_name": .null,
      "config": [
        "name": .string(name),
        "layers": .array(graph.calls.indices.map { .object(entry($0)) }),
      ],
    ]
  }

  /// Returns the JSON of a Functional model: each layer with its calls.
  func functional(name: String) -> JSON {
    let histories = histories
    let entries = layers.map { indices in
      var members = entry(indices[0])
      members["name"] = .string(names[indices[0]])
      members["inbound_nodes"] = .array(
        indices.map { graph.calls[$0].inputs }.filter { !$0.isEmpty }.map { inputs in
          let tensors = JSON.array(inputs.map { tensor($0, histories[$0]) })
          return ["args": kinds[indices[0]].takesList ? [tensors] : tensors, "kwargs": [:]]
        })
      return JSON.object(members)
    }
    return [
      "module": "keras.src.models.functional", "class_name": "Functional",
      "registered_name": "Functional",
      "config": [
        "name": .string(name), "layers": .array(entries),
        "input_layers": .array(graph.inputs.map { histories[$0] }),
        "output_layers": .array(graph.outputs.map { histories[$0] }),
      ],
    ]
  }

  /// Returns the members of a call's layer that both forms have.
  private func entry(_ index: Int) -> [String: JSON] {
    let call = graph.calls[index]
    var config = call.layer.configuration.mapValues(JSON.init)
    config["name"] = .string(names[index])
    if !call.isTrainable { config["trainable"] = false }
    var members: [String: JSON] = [
      "module": "keras.layers", "class_name": .string(call.layer.className),
      "config": .object(config), "registered_name": .null,
    ]
    // Keras ignores an unknown member.
    if names[index] != call.name { members["path"] = .string(call.name) }
    return members
  }

  /// Keras's name for the result of each call: layer, number of the call, 0.
  private var histories: [JSON] {
    var histories = [JSON](repeating: .null, count: graph.calls.count)
    for indices in layers {
      for (number, index) in indices.enumerated() {
        histories[index] = [.string(names[index]), .integer(number), 0]
      }
    }
    return histories
  }

  /// Returns the output of a call as another layer's input.
  private func tensor(_ index: Int, _ history: JSON) -> JSON {
    let sizes = graph.calls[index].outputShape.dimensions
    return [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .array([.null] + sizes.map(JSON.integer)), "dtype": "float32",
        "keras_history": history,
      ],
    ]
  }

  /// Returns the calls' names without the slashes of composite layers, which Keras refuses:
  /// `residual_block_dense`.
  private static func names(_ graph: Graph) -> [String] {
    var taken = Set(graph.calls.map(\.name))
    var changed: [String: String] = [:]
    return graph.calls.map { call in
      guard call.name.contains("/") else { return call.name }
      if let name = changed[call.name] { return name }
      var name = String(call.name.map { $0 == "/" ? "_" : $0 })
      while !taken.insert(name).inserted { name += "_" }
      changed[call.name] = name
      return name
    }
  }
}
