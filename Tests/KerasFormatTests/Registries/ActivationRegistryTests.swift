import Engine
import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("ActivationRegistry")
struct ActivationRegistryTests {
  private static let path = "model.config.layers[1].config.activation"

  /// The activation of a layer that was read.
  private func read(_ activation: JSON) throws -> ActivationFunction? {
    let layer = KerasJSON.layer("Dense", ["units": 3, "activation": activation])
    let model = try Sequential(configuration: KerasJSON.sequential([layer]), seed: 0)
    return (model.layers.last as? Dense)?.activation
  }

  @Test(arguments: ActivationFunction.all)
  func readsEveryFunctionByItsIdentifier(function: ActivationFunction) throws {
    #expect(try read(.string(function.identifier)) == function)
  }

  @Test(arguments: [
    ("swish", ActivationFunction.silu), ("ReLU", .relu), ("LeakyReLU", .leakyReLU),
    ("leaky_re_lu", .leakyReLU), ("GELU", .gelu),
  ])
  func readsOtherSpellings(word: String, function: ActivationFunction) throws {
    #expect(try read(.string(word)) == function)
  }

  @Test func readsNoneAsTheIdentity() throws {
    #expect(try read(nil) == .linear)
  }

  /// As Keras writes a function that it has no name for in the place, and layers.
  @Test(
    arguments: [
      (["class_name": "function", "config": "tanh", "registered_name": "tanh"], .tanh),
      (KerasJSON.layer("ReLU", ["max_value": nil, "negative_slope": 0.0]), .relu),
      (KerasJSON.layer("LeakyReLU", ["negative_slope": 0.2]), .leakyReLU),
      (KerasJSON.layer("ELU", ["alpha": 1.0]), .elu),
      (KerasJSON.layer("Softmax", ["axis": -1]), .softmax),
      (KerasJSON.layer("Activation", ["activation": "gelu"]), .gelu),
    ] as [(JSON, ActivationFunction)])
  func readsObjects(activation: JSON, function: ActivationFunction) throws {
    #expect(try read(activation) == function)
  }

  /// As Keras writes `Dense(3, activation=LeakyReLU(negative_slope=0.1))`; read back after writing.
  @Test(arguments: [
    ("LeakyReLU", "negative_slope", 0.1, "leaky_relu"), ("ELU", "alpha", 0.5, "elu"),
  ])
  func readsLayersWithArguments(
    className: String, argument: String, value: Double, identifier: String
  ) throws {
    var config: [String: JSON] = ["name": "layer", "trainable": true, "dtype": "float32"]
    config[argument] = .number(value)
    let function = try #require(
      try read([
        "module": "keras.layers", "class_name": .string(className), "config": .object(config),
      ]))
    #expect(function.identifier == identifier && function != ActivationFunction(identifier))
    let written = JSON(Dense(3, activation: function).configuration["activation"] ?? nil)
    #expect(written["config"]?[argument]?.floatValue == Float(value))
    #expect(try read(written) == function)
  }

  @Test(
    arguments: [
      (KerasJSON.layer("Flatten"), "Flatten")
    ] as [(JSON, String)])
  func refusesALayerThatIsNoFunction(activation: JSON, className: String) {
    let error = #expect(throws: ModelError.self) { try read(activation) }
    #expect(
      error?.description.hasPrefix("\(Self.path): activation \(className) ") == true,
      "\(String(describing: error))")
    #expect(error?.description.contains("\(className) as a layer") == true)
  }

  @Test(
    arguments: [
      ("softsign", "softsign", path),
      (["class_name": "function", "config": "mine"], "mine", "\(path).config"),
    ] as [(JSON, String, String)])
  func namesAFunctionThatItDoesNotKnow(activation: JSON, word: String, path: String) {
    #expect(
      throws: ModelError.unsupported(
        kind: "activation", name: word, path: path,
        supported: ActivationFunction.all.map(\.identifier))
    ) { try read(activation) }
  }

  @Test(arguments: [3, true, [], [:], ["value": ["4wEAAA==", nil, nil]]] as [JSON])
  func refusesWhatIsNoActivation(activation: JSON) {
    let error = #expect(throws: ModelError.self) { try read(activation) }
    #expect(error?.description.hasPrefix(Self.path) == true, "\(String(describing: error))")
  }
}
