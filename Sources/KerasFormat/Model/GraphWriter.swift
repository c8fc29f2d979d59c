import Engine
import FileFormats
import Layers

/// Writes a graph in Keras's JSON.
struct GraphWriter {
  private let graph: Graph
  /// The layers that files can name, in the order of the graph's layers.
  private let kinds: [LayerRegistry.Kind]
  /// Each layer's calls, in Keras's order.
  private let layers: [[Int]]
  /// The names of the calls' layers as Keras allows them.
  private let names: [String]

  /// - Throws: `ModelError.unsupported` for a layer whose class is the user's own.
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

  /// The JSON of a Sequential model: the calls in order.
  func sequential(name: String) -> JSON {
    [
      "module": "keras", "class_name": "Sequential", "registered_name": .null,
      "config": [
        "name": .string(name),
        "layers": .array(graph.calls.indices.map { .object(entry($0)) }),
      ],
    ]
  }

  /// The JSON of a Functional model: each layer with its calls.
  func functional(name: String) -> JSON {
    let histories = histories
    let entries = layers.map { places in
      var members = entry(places[0])
      members["name"] = .string(names[places[0]])
      members["inbound_nodes"] = .array(
        places.map { graph.calls[$0].inputs }.filter { !$0.isEmpty }.map { inputs in
          let tensors = JSON.array(inputs.map { tensor($0, histories[$0]) })
          return ["args": kinds[places[0]].takesList ? [tensors] : tensors, "kwargs": [:]]
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

  /// What both forms say of a call's layer.
  private func entry(_ place: Int) -> [String: JSON] {
    let call = graph.calls[place]
    var config = call.layer.configuration.mapValues(JSON.init)
    config["name"] = .string(names[place])
    if !call.layer.trainable { config["trainable"] = false }
    var members: [String: JSON] = [
      "module": "keras.layers", "class_name": .string(call.layer.className),
      "config": .object(config), "registered_name": .null,
    ]
    // Keras passes over a member that it does not know.
    if names[place] != call.name { members["path"] = .string(call.name) }
    return members
  }

  /// Keras's name for the result of each call: layer, number of the call, 0.
  private var histories: [JSON] {
    var histories = [JSON](repeating: .null, count: graph.calls.count)
    for places in layers {
      for (number, place) in places.enumerated() {
        histories[place] = [.string(names[place]), .integer(number), 0]
      }
    }
    return histories
  }

  /// The result of a call as another layer's input.
  private func tensor(_ place: Int, _ history: JSON) -> JSON {
    let sizes = graph.calls[place].outputShape.dimensions
    return [
      "class_name": "__keras_tensor__",
      "config": [
        "shape": .array([.null] + sizes.map(JSON.integer)), "dtype": "float32",
        "keras_history": history,
      ],
    ]
  }

  /// The calls' names without the slashes that stand behind a composite layer's name, which Keras
  /// refuses: `residual_block_dense`.
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
