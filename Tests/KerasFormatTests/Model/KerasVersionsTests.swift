import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

/// Models as older versions of Keras wrote them, and texts that are no model.
@Suite("JSON of other origins")
struct KerasVersionsTests {
  private static let dense: JSON = [
    "class_name": "Dense",
    "config": [
      "name": "dense", "trainable": true, "dtype": "float32", "batch_input_shape": [nil, 4],
      "units": 3, "activation": "relu", "use_bias": true,
      "kernel_initializer": ["class_name": "GlorotUniform", "config": ["seed": nil]],
      "bias_initializer": ["class_name": "Zeros", "config": [:]], "kernel_regularizer": nil,
    ],
  ]

  private static let input: JSON = [
    "class_name": "InputLayer",
    "config": [
      "batch_input_shape": [nil, 4], "dtype": "float32", "sparse": false, "ragged": false,
      "name": "dense_input",
    ],
  ]

  /// `tf.keras` 2.15, Keras 2.3 without an `InputLayer`, and Keras 2.2 with a bare list.
  @Test(
    arguments: [
      ["name": "sequential", "layers": [input, dense]],
      ["name": "sequential_1", "layers": [dense]],
      [dense],
    ] as [JSON])
  func readsASequentialOfKeras2(config: JSON) throws {
    let model = try Model.make(configuration: [
      "class_name": "Sequential", "config": config, "keras_version": "2.15.0",
      "backend": "tensorflow",
    ])
    #expect(try model.graph().calls.map(\.name).last == "dense")
    #expect(try model.graph().calls[0].outputShape == [4])
  }

  @Test(arguments: ["Functional", "Model"])
  func readsAFunctionalOfKeras2(className: String) throws {
    let layers: JSON = [
      .object(
        (Self.input.objectValue ?? [:]).merging(["name": "dense_input", "inbound_nodes": []]) { $1 }
      ),
      .object(
        (Self.dense.objectValue ?? [:]).merging([
          "name": "dense", "inbound_nodes": [[["dense_input", 0, 0, [:]]]],
        ]) { $1 }),
    ]
    let model = try Model.make(configuration: [
      "class_name": .string(className),
      "config": [
        "name": "model", "layers": layers, "input_layers": [["dense_input", 0, 0]],
        "output_layers": [["dense", 0, 0]],
      ],
    ])
    #expect(try model.graph().calls.map(\.name) == ["dense_input", "dense"])
  }

  @Test(
    arguments: [
      (["layers": [dense], "name": "sequential"], "what model.get_config() gives"),
      (["format": "layers-model", "modelTopology": [:]], "a model of TensorFlow.js"),
      (["keras_version": "3.15.1", "date_saved": "x"], "the metadata of a .keras file"),
      (["architectures": ["Bert"]], "a configuration of Hugging Face"),
      (["b": 1, "a": 2], "an object of a, b"), ([], "[]"), ("text", #""text""#),
    ] as [(JSON, String)])
  func callsWhatIsNoModelByItsName(json: JSON, name: String) {
    #expect(
      throws: ModelError.invalidValue(
        of: "the text", expected: "what Keras's model.to_json() gives", found: name)
    ) { try Model.make(configuration: json) }
  }

  @Test func namesAKeyThatItDoesNotKnow() throws {
    var model = try #require(KerasJSON.sequential([Self.dense]).objectValue)
    model["surprise"] = 1
    let error = #expect(throws: ModelError.self) {
      try Model.make(configuration: .object(model))
    }
    #expect(error?.description.hasPrefix("model: argument surprise is not supported") == true)
  }

  @Test func keepsAFrozenLayerFrozen() throws {
    let layers: [any Layer] = [Dense(3, inputShape: [4]), Dense(2)]
    layers[0].trainable = false
    let written = try Sequential(layers).configuration()
    let again = try Model.make(configuration: written)
    #expect(try again.graph().calls.map(\.isTrainable) == [true, false, true])
  }
}
