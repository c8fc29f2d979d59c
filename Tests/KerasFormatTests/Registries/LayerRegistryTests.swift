import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("LayerRegistry")
struct LayerRegistryTests {
  /// A layer with no argument left at its default, and the shape of its input.
  struct Sample: CustomTestStringConvertible, Sendable {
    var make: @Sendable () -> any Layer
    var inputShape: [Int]

    init(_ inputShape: [Int] = [4], _ make: @escaping @Sendable () -> any Layer) {
      (self.make, self.inputShape) = (make, inputShape)
    }

    var testDescription: String { "\(make().className) \(JSON(make()))" }
  }

  private static let image = [6, 5, 3]

  static let samples = [
    Sample { Dense(3, activation: .gelu, useBias: false, name: "own") },
    Sample(image) {
      Conv2D(
        4, (3, 2), strides: (2, 1), padding: .same, activation: .relu, useBias: false, name: "own")
    },
    Sample(image) { MaxPooling2D((3, 2), strides: (1, 2), padding: .same, name: "own") },
    Sample(image) { AveragePooling2D((3, 2), strides: (1, 2), padding: .same, name: "own") },
    Sample(image) { GlobalAveragePooling2D(name: "own") },
    Sample(image) { Flatten(name: "own") },
    Sample { Reshape([2, 2], name: "own") },
    Sample { Rescaling(0.1, offset: -0.3, name: "own") },
    Sample { Reshape([2, -1], name: "own") },
    Sample {
      Dense(
        2, kernelInitializer: .heNormal, biasInitializer: .constant(0.25), name: "own")
    },
    Sample(image) {
      Conv2D(
        2, (2, 2), kernelInitializer: .randomUniform(minval: -0.5, maxval: 0.25),
        biasInitializer: .randomNormal(mean: 1, stddev: 0.5), name: "own")
    },
    Sample(image) {
      BatchNormalization(
        momentum: 0.9, epsilon: 1e-5, center: false, scale: false, name: "own")
    },
    Sample(image) { Normalization(axis: [1, -1], invert: true, name: "own") },
    Sample { Normalization(mean: [1, 2, 0.1, -4], variance: [1, 0, 0.3, 2], name: "own") },
    Sample { Normalization(axis: [], mean: [0.1], variance: [0.3], name: "own") },
    Sample { LayerNormalization(epsilon: 1e-5, center: false, scale: false, name: "own") },
    Sample(image) { LayerNormalization(axis: [1, 2, 3], name: "own") },
    Sample { Dropout(0.3, name: "own") },
    Sample { Activation(.silu, name: "own") },
    Sample { LeakyReLU(negativeSlope: 0.01, name: "own") },
    Sample { ELU(alpha: 0.7, name: "own") },
  ]

  /// Through a file's text, in both styles of model.
  @Test(arguments: samples)
  func readsWhatALayerWrites(sample: Sample) throws {
    let input = Symbol.input(shape: Shape(sample.inputShape), name: "x")
    let styles = [
      Sequential([InputLayer(shape: Shape(sample.inputShape)), sample.make()]),
      Model(inputs: [input], outputs: [try sample.make().call(on: [input])]),
    ]
    for model in styles {
      let written = try model.configuration()
      let read = try Model.make(configuration: JSON(parsing: Array(written.serialized().utf8)))
      let layer = try #require(try read.graph().calls.last?.layer)
      #expect(type(of: layer) == type(of: sample.make()))
      #expect(layer.name == "own")
      #expect(layer.configuration == sample.make().configuration)
      #expect(try read.configuration() == written)
    }
  }

  /// The least that a file must say of a layer, and what it then is.
  @Test(
    arguments: [
      ("Dense", [4], ["units": 3], Dense(3).configuration),
      ("Conv2D", image, ["filters": 2, "kernel_size": 3], Conv2D(2, (3, 3)).configuration),
      ("MaxPooling2D", image, [:], MaxPooling2D().configuration),
      ("AveragePooling2D", image, [:], AveragePooling2D().configuration),
      ("BatchNormalization", [4], [:], BatchNormalization().configuration),
      ("BatchNormalization", [4], ["axis": [-1]], BatchNormalization().configuration),
      ("LayerNormalization", [4], ["axis": [-1]], LayerNormalization().configuration),
      ("Rescaling", [4], ["scale": 2], Rescaling(2).configuration),
      ("Normalization", [4], [:], Normalization().configuration),
      ("Normalization", [4], ["axis": .null], Normalization(axis: []).configuration),
      ("Normalization", [4], ["axis": []], Normalization(axis: []).configuration),
      (
        "Normalization", [2], ["mean": [[1, 2]], "variance": [[3, 4]]],
        Normalization(mean: [1, 2], variance: [3, 4]).configuration
      ),
      ("LeakyReLU", [4], [:], LeakyReLU().configuration),
      ("LeakyReLU", [4], ["alpha": 0.5], LeakyReLU(negativeSlope: 0.5).configuration),
      ("ELU", [4], [:], ELU().configuration),
      ("ReLU", [4], [:], ReLU().configuration),
      ("Softmax", [4], [:], Softmax().configuration),
    ] as [(String, [Int], JSON, [String: ConfigurationValue])])
  func hasKerasDefaults(
    className: String, inputShape: [Int], config: JSON, expected: [String: ConfigurationValue]
  ) throws {
    let layer = try layer(className, config, inputShape: inputShape)
    #expect(layer?.configuration == expected)
    #expect(layer?.name == nil)
  }

  /// Keras writes as many digits as a Double has.
  @Test func roundsToSinglePrecision() throws {
    let scale = try layer("Rescaling", ["scale": 0.00392156862745098], inputShape: [4])
    #expect((scale as? Rescaling)?.scale == Float(1) / 255)
  }

  /// Add and Concatenate are called on a list.
  @Test func readsLayersOfSeveralInputs() throws {
    let inputs = [Symbol.input(shape: [2, 3]), Symbol.input(shape: [2, 3])]
    for layer in [Add(name: "own"), Concatenate(name: "own"), Concatenate(axis: 1, name: "own")]
      as [any Layer]
    {
      let model = Model(inputs: inputs, outputs: [try layer.call(on: inputs)])
      let written = try model.configuration()
      let read = try #require(
        try Model.make(configuration: written).graph().calls.last?.layer)
      #expect(type(of: read) == type(of: layer))
      #expect(read.name == "own")
      #expect(read.configuration == layer.configuration)
    }
  }

  // MARK: - Errors

  private func refusal(of entry: JSON) -> ModelError? {
    #expect(throws: ModelError.self) {
      try Model.make(configuration: KerasJSON.sequential([entry]))
    }
  }

  @Test func namesALayerThatItDoesNotKnow() throws {
    let error = try #require(refusal(of: KerasJSON.layer("GRU", ["units": 3])))
    guard case .unsupported("layer", "GRU", "model.config.layers[1]", let supported) = error else {
      Issue.record(error)
      return
    }
    for className in ["InputLayer"] + Self.samples.map({ $0.make().className }) {
      #expect(supported.contains(className), "\(className) is not among \(supported)")
    }
  }

  /// A class of somebody else's may be called as Keras's own.
  @Test(
    arguments: [
      (["registered_name": "mine>Dense"], "mine>Dense"),
      (["module": "keras.layers", "registered_name": "mine>Dense"], "mine>Dense"),
      (["module": nil, "registered_name": "Dense"], "Dense"),
      (["module": "mine.layers", "registered_name": "Dense"], "Dense"),
      (["module": "mine.layers"], "Dense"),
    ] as [([String: JSON], String)])
  func refusesAClassThatIsNotKeras(members: [String: JSON], name: String) throws {
    var entry = members
    entry["class_name"] = "Dense"
    entry["config"] = ["units": 3]
    let error = try #require(refusal(of: .object(entry)))
    #expect(
      error.description.hasPrefix("model.config.layers[1]: layer \(name) is not supported"),
      "\(error)")
  }

  @Test(arguments: ["keras.layers", "keras", "keras.src.layers.core.dense"])
  func takesKerasModules(module: String) throws {
    let entry: JSON = [
      "module": .string(module), "registered_name": nil, "class_name": "Dense",
      "config": ["units": 3],
    ]
    #expect(try Model.make(configuration: KerasJSON.sequential([entry])).graph().calls.count == 2)
  }

  @Test(arguments: ["Sequential", "Functional", "Model"])
  func namesAModelInsideAModel(className: String) throws {
    let entry = KerasJSON.layer(className, ["name": "encoder", "layers": []])
    let error = try #require(refusal(of: entry))
    #expect(
      error.description.hasPrefix(
        "model.config.layers[1]: nested model encoder is not supported"), "\(error)")
  }
}
