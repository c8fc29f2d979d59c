import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("FunctionalReader")
struct FunctionalReaderTests {
  private typealias K = KerasJSON

  /// A call of layer `y` on what `layers` give.
  private static func sum(_ layers: String...) -> JSON {
    K.layer("Add", "y", nodes: [K.call(.array(layers.map { K.tensor($0) }))])
  }

  private static func dense(_ name: String, _ nodes: JSON...) -> JSON {
    K.layer("Dense", name, ["units": 4], nodes: .array(nodes))
  }

  /// The calls of a model as `layer(inputs)`.
  private func calls(_ configuration: JSON) throws -> [String] {
    let graph = try Model.make(configuration: configuration).graph()
    return graph.calls.map { call in
      "\(call.name)(\(call.inputs.map { graph.calls[$0].name }.joined(separator: " ")))"
    }
  }

  // MARK: - Graphs

  /// The layers may stand in any order.
  @Test(arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]])
  func buildsABranchWhateverTheOrder(order: [Int]) throws {
    let layers = [
      K.input("x"), Self.dense("a", K.call(K.tensor("x", shape: [4]))),
      Self.dense("b", K.call(K.tensor("x"))), Self.sum("a", "b"),
    ]
    #expect(
      try calls(K.functional(order.map { layers[$0] })) == ["x()", "a(x)", "b(x)", "y(a b)"])
  }

  @Test func buildsASharedLayerOnce() throws {
    let layers = [
      K.input("x"), K.input("z"),
      Self.dense("shared", K.call(K.tensor("x")), K.call(K.tensor("z"))),
      K.layer("Add", "y", nodes: [K.call([K.tensor("shared", 1), K.tensor("shared", 0)])]),
    ]
    let configuration = K.functional(layers, inputs: [["x", 0, 0], ["z", 0, 0]])
    #expect(
      try calls(configuration) == ["x()", "z()", "shared(z)", "shared(x)", "y(shared shared)"])
    #expect(
      try Model.make(configuration: configuration).variablePlan().parameterSpace.parameterCount
        == 20)
  }

  @Test func keepsTheOrderOfInputsAndOutputs() throws {
    let layers = [
      K.input("x"), K.input("z"), Self.dense("a", K.call(K.tensor("x"))), Self.sum("a", "z"),
    ]
    let model = try Model.make(
      configuration: K.functional(
        layers, inputs: [["z", 0, 0], ["x", 0, 0]], outputs: [["y", 0, 0], ["a", 0, 0]]))
    let graph = try model.graph()
    #expect(graph.inputs.map { graph.calls[$0].name } == ["z", "x"])
    #expect(graph.outputs.map { graph.calls[$0].name } == ["y", "a"])
    #expect(model.name == "graph")
  }

  /// One tensor or a list of one; an object's values in the order of its keys, as in Keras.
  @Test(
    arguments: [
      (["x", 0, 0], ["y", 0, 0]), ([["x", 0, 0]], [["y", 0, 0]]), ([[["x", 0, 0]]], ["y", 0, 0]),
      (["first": ["x", 0, 0]], ["out": [["y", 0, 0]]]),
    ] as [(JSON, JSON)])
  func takesEveryFormOfInputsAndOutputs(inputs: JSON, outputs: JSON) throws {
    let layers = [K.input("x"), Self.dense("y", K.call(K.tensor("x")))]
    #expect(
      try calls(K.functional(layers, inputs: inputs, outputs: outputs)) == ["x()", "y(x)"])
  }

  /// Keras's forms of a call on two tensors.
  @Test(
    arguments: [
      ["args": [[K.tensor("x"), K.tensor("z")]], "kwargs": [:]],
      ["args": [K.tensor("x"), K.tensor("z")]],
      ["args": [["class_name": "__tuple__", "items": [K.tensor("x"), K.tensor("z")]]]],
      ["args": [], "kwargs": ["inputs": [K.tensor("x"), K.tensor("z")], "mask": nil]],
      ["args": [[K.tensor("x"), K.tensor("z")]], "kwargs": ["training": false]],
      [["x", 0, 0, [:]], ["z", 0, 0, [:]]],
      [["x", 0, 0], ["z", 0, 0]],
    ] as [JSON])
  func takesEveryFormOfACall(node: JSON) throws {
    let layers = [K.input("x"), K.input("z"), K.layer("Add", "y", nodes: [node])]
    let configuration = K.functional(layers, inputs: [["x", 0, 0], ["z", 0, 0]])
    #expect(try calls(configuration) == ["x()", "z()", "y(x z)"])
  }

  /// Neither building nor releasing may recurse: test threads have small stacks.
  @Test func buildsAsDeepAsAFileMayAsk() throws {
    var layers = [K.input("x")]
    for index in 0..<20_000 {
      let input = index == 0 ? "x" : "flatten_\(index - 1)"
      layers.append(K.layer("Flatten", "flatten_\(index)", nodes: [K.call(K.tensor(input))]))
    }
    let model = try Model.make(
      configuration: K.functional(layers.reversed(), outputs: ["flatten_19999", 0, 0]))
    #expect(try model.graph().calls.count == 20_001)
  }

  // MARK: - Errors

  /// An invalid graph, and its error with the layer and the location.
  struct Damage: CustomTestStringConvertible, Sendable {
    var json: JSON
    var text: String

    var testDescription: String { text }

    init(_ layers: [JSON], _ text: String) {
      self.init(KerasJSON.functional(layers), text)
    }

    init(_ json: JSON, _ text: String) {
      (self.json, self.text) = (json, text)
    }
  }

  static let damages = [
    Damage(
      [K.input("x"), dense("a", K.call(K.tensor("y"))), dense("y", K.call(K.tensor("a")))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.keras_history: the input of layer a "
        + "is y, which needs a, which needs y; expected a layer that does not need a itself"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("y")))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.keras_history: the input of layer y "
        + "is y, which needs y; expected a layer that does not need y itself"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("hidden")))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.keras_history: the input of layer y "
        + "is hidden; expected the name of a layer of this model"),
    Damage(
      [K.input("x"), dense("a", K.call(K.tensor("x"))), sum("a", "hidden")],
      "model.config.layers[2].inbound_nodes[0].args[0][1].config.keras_history: the input of layer "
        + "y is hidden; expected the name of a layer of this model"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x", 1)))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.keras_history: the input of layer y "
        + "is call 1; expected one of the 1 calls of x, counted from 0"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x", -1)))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.keras_history: the input of layer y "
        + "is call -1; expected one of the 1 calls of x, counted from 0"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x", shape: [5])))],
      "model.config.layers[1].inbound_nodes[0].args[0].config.shape: layer y: its input has shape "
        + "(None, 5); expected (None, 4), the output of x"),
    Damage(
      [
        K.input("x"),
        K.layer(
          "Conv2D", "y", ["filters": 1, "kernel_size": 2],
          nodes: [
            K.call(K.tensor("x"))
          ]),
      ],
      "model.config.layers[1].inbound_nodes[0]: layer y: its input has shape (None, 4); expected "
        + "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)"),
    Damage(
      [K.input("x"), dense("y", ["args": [], "kwargs": [:]])],
      "model.config.layers[1].inbound_nodes[0]: the number of inputs of layer y is 0; expected 1"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x"), K.tensor("x")))],
      "model.config.layers[1].inbound_nodes[0]: the number of inputs of layer y is 2; expected 1"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x"))), dense("y", K.call(K.tensor("x")))],
      "model.config.layers[2]: two layers are named y; every layer of a model needs a name of its "
        + "own"),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x"))), dense("a", K.call(K.tensor("x")))],
      "model.config.layers[2].inbound_nodes[0]: found one that leads to none; expected a call of a that leads to an output"
    ),
    Damage(
      [K.input("x"), dense("y", K.call(K.tensor("x"))), dense("a")],
      "model.config.layers[2]: found none; expected at least one call of a"),
    Damage(
      [K.input("x"), K.input("z"), sum("x", "z")],
      "model.config.layers[1]: found an InputLayer that does not; expected z to stand in input_layers"
    ),
    Damage(
      K.functional([K.input("x"), dense("y", K.call(K.tensor("x")))], inputs: ["y", 0, 0]),
      "model.config.input_layers: an input of the model is y; expected each InputLayer once"),
    Damage(
      K.functional(
        [K.input("x"), dense("y", K.call(K.tensor("x")))], inputs: [["x", 0, 0], ["x", 0, 0]]),
      "model.config.input_layers[1]: an input of the model is x; expected each InputLayer once"),
    Damage(
      K.functional([K.input("x")], outputs: ["nothing", 0, 0]),
      "model.config.output_layers: an output of the model is nothing; expected the name of a layer "
        + "of this model"),
    Damage(
      K.functional([], inputs: [], outputs: []), "the model has no layers; add one before compile"),
  ]

  @Test(arguments: damages)
  func locatesErrors(damage: Damage) {
    let error = #expect(throws: ModelError.self) { try Model.make(configuration: damage.json) }
    #expect(error?.description == damage.text)
  }

  /// The call's keywords change what a layer computes.
  @Test(arguments: [("training", true), ("mask", K.tensor("x")), ("inputs", K.tensor("x"))])
  func refusesKeywords(name: String, value: JSON) {
    let call: JSON = ["args": [K.tensor("x")], "kwargs": [name: value]]
    #expect(
      throws: ModelError.unsupported(
        kind: "argument", name: name,
        path: "model.config.layers[1].inbound_nodes[0].kwargs.\(name)",
        supported: ["the layer's inputs"])
    ) { try Model.make(configuration: K.functional([K.input("x"), Self.dense("y", call)])) }
  }

  /// A layer's own sizes are possible; a sum of them is not.
  @Test func refusesSizesThatNoMemoryHolds() {
    let wide = K.input("x", shape: [16_777_215, 16_777_215, 16_777_215])
    let flat = K.layer("Flatten", "a", nodes: [K.call(K.tensor("x"))])
    let error = #expect(throws: ModelError.self) {
      try Model.make(configuration: K.functional([wide, flat, Self.sum("a", "a")]))
    }
    #expect(
      error?.description.hasPrefix("model.config.layers[0]: the output's shape of layer x") == true,
      "\(String(describing: error))")
  }
}
