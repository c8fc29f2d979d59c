import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("Model.configuration")
struct ModelConfigurationTests {
  @Test func comesBackAsTheSameModel() throws {
    let model = Sequential(name: "digits", seed: 4) {
      Flatten(inputShape: [28, 28], name: "all_pixels")
      Dense(16, activation: .relu)
      Dense(12, useBias: false)
      Activation(.softmax)
      Dense(10, activation: .softmax)
    }
    let configuration = try model.configuration()
    let bytes = Array(configuration.serialized().utf8)
    let copy = try Sequential(configuration: JSON(parsing: bytes), seed: 4)
    #expect(try copy.configuration() == configuration)
    #expect(copy.name == "digits")
    #expect(try copy.summary() == model.summary())
    try expectSameWeights(copy, model)
  }

  /// What Keras's `Sequential.from_config` wants to find.
  @Test func isKerasSmallestForm() throws {
    let model = Sequential { Dense(3, activation: .softmax, inputShape: [2]) }
    let expected: JSON = [
      "module": "keras", "class_name": "Sequential", "registered_name": nil,
      "config": [
        "name": "sequential",
        "layers": [
          [
            "module": "keras.layers", "class_name": "InputLayer", "registered_name": nil,
            "config": ["batch_shape": [nil, 2], "dtype": "float32", "name": "input_layer"],
          ],
          [
            "module": "keras.layers", "class_name": "Dense", "registered_name": nil,
            "config": [
              "name": "dense", "units": 3, "activation": "softmax", "use_bias": true,
            ],
          ],
        ],
      ],
    ]
    #expect(try model.configuration() == expected)
  }

  /// Keras writes more than is needed, and its older forms less.
  @Test func passesOverWhatItDoesNotNeed() throws {
    let configuration: JSON = [
      "class_name": "Sequential",
      "build_config": ["input_shape": [nil, 2]],
      "config": [
        "trainable": true,
        "layers": [
          [
            "class_name": "InputLayer",
            "config": ["batch_shape": [32, 2], "sparse": false, "optional": false],
          ],
          [
            "class_name": "Dense",
            "config": [
              "units": 3, "kernel_initializer": ["class_name": "GlorotUniform", "config": [:]],
            ],
          ],
        ],
      ],
    ]
    let model = try Sequential(configuration: configuration, seed: 0)
    #expect(model.name == "sequential")
    try expectSameWeights(model, Sequential { Dense(3, inputShape: [2]) })
  }

  @Test func refusesAModelThatIsNotSequential() {
    #expect(
      throws: ModelError.unsupported(
        kind: "model", name: "Functional", path: "model", supported: ["Sequential"])
    ) { try Sequential(configuration: ["class_name": "Functional", "config": [:]], seed: 0) }
    #expect(
      throws: ModelError.unsupported(
        kind: "model", name: "Mine", path: "model", supported: ["Sequential", "Functional"])
    ) { try Model.make(configuration: ["class_name": "Mine", "config": [:]]) }
  }

  // MARK: - Keras's own texts

  @Test func readsKerasSequentialText() throws {
    let json = try JSON(parsing: Array(KerasText.sequential.utf8))
    let model = try Model.make(configuration: json, seed: 3)
    #expect(model is Sequential)
    #expect(model.name == "digits")
    #expect(model.seed == 3)
    let expected = Sequential(name: "digits", seed: 3) {
      InputLayer(shape: [6], name: "pixels")
      Dense(5, activation: .relu, name: "hidden")
      Dense(3, activation: .softmax, name: "classes")
    }
    #expect(try model.configuration() == expected.configuration())
    try expectSameWeights(model, expected)
  }

  @Test func readsKerasFunctionalText() throws {
    let json = try JSON(parsing: Array(KerasText.branched.utf8))
    let model = try Model.make(configuration: json, seed: 3)
    #expect(!(model is Sequential))
    #expect(model.name == "branched")
    let input = Symbol.input(shape: [6], name: "pixels")
    let trunk = try Dense(5, activation: .relu, name: "trunk")(input)
    let left = try Dense(4, activation: .relu, name: "left")(trunk)
    let right = try Dense(4, activation: .tanh, name: "right")(trunk)
    let output = try Dense(3, activation: .softmax, name: "classes")(Add(name: "sum")(left, right))
    let expected = Model(inputs: [input], outputs: [output], name: "branched", seed: 3)
    #expect(try model.configuration() == expected.configuration())
    try expectSameWeights(model, expected)
  }

  /// A model that says nothing of its input's shape, but which shape it was built with.
  @Test func takesTheShapeThatAModelWasBuiltWith() throws {
    let model = try Model.make(
      configuration: [
        "class_name": "Sequential",
        "config": [
          "layers": [["class_name": "Dense", "config": ["units": 3]]],
          "build_input_shape": [nil, 2],
        ],
      ])
    try expectSameWeights(model, Sequential { Dense(3, inputShape: [2]) })
  }

  @Test func leavesAModelWithoutShapesUnbuilt() throws {
    let model = try Sequential(
      configuration: [
        "class_name": "Sequential",
        "config": ["layers": [["class_name": "Dense", "config": ["units": 3, "name": "first"]]]],
      ], seed: 0)
    #expect(throws: ModelError.missingInputShape(layer: "first")) { try model.weights() }
  }

  /// Two layers that do not fit: the second one's place is named.
  @Test func locatesALayerWithAnInvalidShape() {
    let layers = [
      KerasJSON.layer("Dense", ["units": 3]), KerasJSON.layer("MaxPooling2D", ["name": "pool"]),
    ]
    let error = #expect(throws: ModelError.self) {
      try Model.make(configuration: KerasJSON.sequential(layers))
    }
    #expect(
      error?.description.hasPrefix(
        "model.config.layers[2]: layer pool: its input has shape (None, 3); expected ") == true,
      "\(String(describing: error))")
  }

  @Test func refusesASecondInput() {
    let layers = [
      KerasJSON.layer("Dense", ["units": 3]),
      KerasJSON.layer("InputLayer", ["batch_shape": [nil, 3], "name": "second"]),
    ]
    #expect(
      throws: ModelError.located(
        path: "model.config.layers[2]",
        .invalidValue(of: "the number of inputs of layer second", expected: "none", found: "1"))
    ) { try Model.make(configuration: KerasJSON.sequential(layers)) }
  }

  @Test func refusesTwoLayersOfOneName() {
    let layer = KerasJSON.layer("Flatten", ["name": "twin"])
    #expect(
      throws: ModelError.located(path: "model.config.layers[2]", .duplicateName("twin"))
    ) {
      try Model.make(configuration: KerasJSON.sequential([layer, layer]))
    }
  }

  /// A name is wrong in the model, or when that is compiled; its place is the file's.
  @Test("locates a name that means nothing", arguments: ["", "a\u{1b}[31m", "a\0", "optimizer/a"])
  func locatesNames(name: String) throws {
    let layer = KerasJSON.layer("Dense", ["units": 1, "name": .string(name)])
    let functional = KerasJSON.functional([
      KerasJSON.input("x"),
      KerasJSON.layer(
        "Dense", name, ["units": 1], nodes: KerasJSON.call(KerasJSON.tensor("x"))),
    ])
    for model in [KerasJSON.sequential([layer]), functional] {
      let error = try #require(throws: ModelError.self) { try Model.make(configuration: model) }
      #expect(
        "\(error)".hasPrefix("model.config.layers[1]: the name of a layer is "), "\(error)")
    }
    let settings = try #require(
      try KerasSettings(
        ofKerasModel: [
          "compile_config": [
            "metrics": [
              "accuracy",
              [
                "class_name": "BinaryAccuracy",
                "config": [
                  "name": .string("val_" + name)
                ],
              ],
            ]
          ]
        ], outputNames: ["y"]))
    let error = try #require(throws: ModelError.self) { try settings.metrics() }
    #expect(
      "\(error)".hasPrefix(
        "model.compile_config.metrics[1]: the name of metric BinaryAccuracy is "),
      "\(error)")
  }
}
