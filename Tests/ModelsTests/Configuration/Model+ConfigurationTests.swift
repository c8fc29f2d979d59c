import FileFormats
import Models
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
  @Test func isKerassSmallestForm() throws {
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
  }
}
