import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("GraphWriter")
struct GraphWriterTests {
  /// What comes back from a model's text is the same model.
  private func expectRoundTrip(
    _ model: Model, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let written = try model.configuration()
    let bytes = Array(written.serialized().utf8)
    let read = try Model.make(configuration: JSON(parsing: bytes), seed: model.seed)
    #expect(try read.configuration() == written, sourceLocation: sourceLocation)
    #expect(try read.summary() == model.summary(), sourceLocation: sourceLocation)
    #expect(
      try read.variablePlan().parameterSpace.parameters.map(\.name)
        == model.variablePlan().parameterSpace.parameters.map(\.name),
      sourceLocation: sourceLocation)
    try expectSameWeights(read, model)
  }

  /// What Keras 3.0 to 3.15 want to find for a Functional model.
  @Test func writesKerasFunctionalForm() throws {
    let input = Symbol.input(shape: [2], name: "x")
    let shared = Dense(2, useBias: false, name: "shared")
    let output = try Add(name: "sum")(shared(input), shared(shared(input)))
    let model = Model(inputs: [input], outputs: [output], name: "twice")
    func tensor(_ layer: JSON, _ call: JSON) -> JSON {
      [
        "class_name": "__keras_tensor__",
        "config": ["shape": [nil, 2], "dtype": "float32", "keras_history": [layer, call, 0]],
      ]
    }
    let expected: JSON = [
      "module": "keras.src.models.functional", "class_name": "Functional",
      "registered_name": "Functional",
      "config": [
        "name": "twice", "input_layers": [["x", 0, 0]], "output_layers": [["sum", 0, 0]],
        "layers": [
          [
            "module": "keras.layers", "class_name": "InputLayer", "registered_name": nil,
            "config": ["batch_shape": [nil, 2], "dtype": "float32", "name": "x"],
            "name": "x", "inbound_nodes": [],
          ],
          [
            "module": "keras.layers", "class_name": "Dense", "registered_name": nil,
            "config": ["name": "shared", "units": 2, "activation": "linear", "use_bias": false],
            "name": "shared",
            "inbound_nodes": [
              ["args": [tensor("x", 0)], "kwargs": [:]],
              ["args": [tensor("x", 0)], "kwargs": [:]],
              ["args": [tensor("shared", 1)], "kwargs": [:]],
            ],
          ],
          [
            "module": "keras.layers", "class_name": "Add", "registered_name": nil,
            "config": ["name": "sum"], "name": "sum",
            "inbound_nodes": [
              ["args": [[tensor("shared", 0), tensor("shared", 2)]], "kwargs": [:]]
            ],
          ],
        ],
      ],
    ]
    #expect(try model.configuration() == expected)
    try expectRoundTrip(model)
  }

  @Test func comesBackWithSeveralInputsAndOutputs() throws {
    let (x, z) = (Symbol.input(shape: [3], name: "x"), Symbol.input(shape: [2], name: "z"))
    let merged = try Concatenate()(z, Dense(2, activation: .tanh)(x))
    let outputs = [
      try Dense(2, activation: .softmax)(merged), try Dense(1, activation: .sigmoid)(merged),
      merged,
    ]
    // Layers keep the weights that the first model gave them: the second is looked at first.
    let other = Model(inputs: [z, x], outputs: outputs.reversed(), seed: 6)
    let model = Model(inputs: [x, z], outputs: outputs, name: "two", seed: 5)
    try expectRoundTrip(model)
    #expect(
      try Model.make(configuration: other.configuration()).configuration()
        == other.configuration())
  }

  /// In a list of layers no two can be one: such a model is written as a graph.
  @Test func writesAListThatSharesLayersAsAGraph() throws {
    let shared = Dense(3, activation: .relu)
    let model = Sequential([InputLayer(shape: [3]), shared, shared])
    let written = try model.configuration()
    #expect(written["class_name"] == "Functional")
    let read = try Model.make(configuration: written, seed: model.seed)
    #expect(try read.configuration() == written)
    try expectSameWeights(read, model)
  }

  /// Composites that branch, and names with slashes, which Keras refuses.
  @Test func comesBackWithTheNamesInsideComposites() throws {
    let model = Sequential(seed: 2) {
      Dense(3, inputShape: [3], name: "block_inner")
      Block()
      Block()
    }
    let written = try model.configuration()
    #expect(written["class_name"] == "Functional")
    let layers = try #require(written["config"]?["layers"]?.arrayValue)
    #expect(
      layers.compactMap { $0["config"]?["name"]?.stringValue } == [
        "input_layer", "block_inner", "block_inner_", "block_add", "block_1_inner", "block_1_add",
      ])
    let read = try Model.make(configuration: written, seed: 2)
    #expect(
      try read.weights().map(\.name) == [
        "block_inner/kernel", "block_inner/bias", "block/inner/kernel", "block/inner/bias",
        "block_1/inner/kernel", "block_1/inner/bias",
      ])
    #expect(try read.configuration() == written)
    try expectSameWeights(read, model)
  }

  /// A layer and what skips it.
  private final class Block: CompositeLayer {
    let state = LayerState()
    private let inner = Dense(3, name: "inner")
    private let add = Add()

    func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
      try add(inputs[0], inner(inputs[0]))
    }
  }

  /// A class of the user's own that calls itself as one of Keras's.
  private final class OwnLayer: Layer {
    let state = LayerState()
    let className: String
    let name: String? = "mine"
    init(_ className: String) { self.className = className }
    func outputShape(for inputs: [Shape]) -> Shape { inputs[0] }
    func operations(for inputs: [Shape]) -> [any Operation] { [] }
    var configuration: [String: JSON] { [:] }
  }

  @Test(arguments: ["Cubic", "Flatten"])
  func namesALayerThatNoFileCanName(className: String) throws {
    let model = Sequential([InputLayer(shape: [3]), OwnLayer(className)])
    let error = #expect(throws: ModelError.self) { try model.configuration() }
    #expect(
      error?.description.hasPrefix("model.mine: layer \(className) is not supported") == true,
      "\(String(describing: error))")
  }
}
