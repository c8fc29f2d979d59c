import FileFormats
import Models
import Testing

@Suite("LayerRegistry")
struct LayerRegistryTests {
  /// A configuration of an input and one more layer.
  private func configuration(_ className: String, _ config: JSON) -> JSON {
    [
      "class_name": "Sequential",
      "config": [
        "layers": [
          ["class_name": "InputLayer", "config": ["batch_shape": [nil, 4]]],
          ["class_name": .string(className), "config": config],
        ]
      ],
    ]
  }

  /// Every class that a file can name and that takes a vector; those over images have the same test
  /// in their own files.
  @Test(
    arguments: [
      ("Dense", ["units": 3], "dense"), ("Flatten", [:], "flatten"),
      ("Activation", ["activation": "relu"], "activation"),
      ("LeakyReLU", [:], "leaky_re_lu"), ("ELU", [:], "elu"),
      ("Reshape", ["target_shape": [2, 2]], "reshape"),
      ("InputLayer", ["batch_shape": [nil, 4]], "input_layer_1"),
    ] as [(String, JSON, String)])
  func makesEveryLayerItKnows(className: String, config: JSON, name: String) throws {
    let model = try Sequential(configuration: configuration(className, config), seed: 0)
    #expect(model.layers.count == 2)
    #expect(model.layers.last?.className == className)
    if className != "InputLayer" { #expect(try model.graph().calls.last?.name == name) }
  }

  @Test func namesALayerThatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "layer", name: "GRU", path: "model.config.layers[1]",
        supported: [
          "InputLayer", "Dense", "Conv2D", "MaxPooling2D", "AveragePooling2D",
          "GlobalAveragePooling2D", "Flatten", "Activation", "Dropout", "Rescaling", "LeakyReLU",
          "ELU", "Reshape",
        ])
    ) { try Sequential(configuration: configuration("GRU", [:]), seed: 0) }
  }

  @Test func namesAnActivationThatItDoesNotKnow() {
    #expect(
      throws: ModelError.unsupported(
        kind: "activation", name: "swish", path: "model.config.layers[1].config.activation",
        supported: ActivationFunction.all.map(\.identifier))
    ) {
      try Sequential(
        configuration: configuration("Dense", ["units": 3, "activation": "swish"]), seed: 0)
    }
  }
}
