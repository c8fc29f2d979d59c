import Engine
import KerasFormat
import Layers
import Testing

/// Keras's names where it takes strings.
@Suite("Strings in place of parts")
struct StringChoicesTests {
  private func model() -> Sequential {
    Sequential { Dense(3, activation: "softmax", inputShape: [4]) }
  }

  @Test func compileLikeTheirParts() throws {
    let (named, made) = (model(), model())
    try named.compile(
      optimizer: "adam", loss: "categorical_crossentropy",
      metrics: ["accuracy", .topKCategoricalAccuracy(k: 3)])
    try made.compile(
      optimizer: .adam, loss: .categoricalCrossentropy,
      metrics: [.accuracy, .topKCategoricalAccuracy(k: 3)])
    let (left, right) = (try #require(named.compilation), try #require(made.compilation))
    #expect(left.configuration() == right.configuration())
  }

  /// Each list of names here has the classes of the registry's table, and no other.
  @Test func areTheNamesThatFilesKnow() throws {
    for word in LossRegistry.identifiers {
      #expect(try word.chosenLoss().identifier == word)
    }
    for word in MetricRegistry.names { #expect(try word.chosenMetric().name == word) }
    for word in OptimizerRegistry.names {
      #expect(try word.chosenOptimizer().className.lowercased() == word)
    }
    for word in InitializerRegistry.classNames {
      #expect(word.chosenInitializer.className == word)
      #expect(throws: Never.self) { try word.chosenInitializer.validate() }
    }
    expectListed(LossRegistry.identifiers) { try "x".chosenLoss() }
    expectListed(MetricRegistry.names) { try "x".chosenMetric() }
    expectListed(OptimizerRegistry.names) { try "x".chosenOptimizer() }
    expectListed(InitializerRegistry.classNames.map(snakeCase)) {
      try "x".chosenInitializer.validate()
    }
  }

  private func expectListed(
    _ names: [String], sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Any
  ) {
    let error = #expect(throws: ModelError.self, sourceLocation: sourceLocation) {
      _ = try body()
    }
    guard case .unsupported(_, _, _, let supported) = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
    #expect(supported == names, sourceLocation: sourceLocation)
  }

  @Test(
    arguments: [
      ("mse", "MeanSquaredError"), ("mae", "MeanAbsoluteError"), ("MSE", "MeanSquaredError"),
      ("bce", "BinaryCrossentropy"),
      ("SparseCategoricalCrossentropy", "SparseCategoricalCrossentropy"),
    ])
  func takeKerasShortForms(word: String, className: String) throws {
    #expect(try word.chosenLoss().className == className)
  }

  @Test func haveKerasDefaults() throws {
    let sgd = try #require(try "sgd".chosenOptimizer() as? SGD)
    #expect(sgd.learningRate.rate(atStep: 0) == 0.01)
    #expect(try "RMSprop".chosenOptimizer().className == "RMSprop")
    #expect(try "acc".chosenMetric().className == "Accuracy")
  }

  @Test(
    arguments: [
      (
        "adma", "mse", "accuracy",
        """
        compile: optimizer adma is not supported; supported: adam, adamw, sgd, rmsprop, adagrad, \
        adadelta; did you mean adam?
        """
      ),
      ("adam", "poison", "accuracy", "did you mean poisson?"),
      ("adam", "mse", "acuracy", "did you mean accuracy?"),
    ])
  func areErrorsWhereNothingHasTheName(
    optimizer: String, loss: String, metric: String, message: String
  ) {
    let error = #expect(throws: ModelError.self) {
      try model().compile(optimizer: optimizer, loss: loss, metrics: [metric])
    }
    #expect(error?.description.hasSuffix(message) == true, "\(String(describing: error))")
  }

  @Test func nameActivationsInitializersAndPadding() throws {
    let named = Conv2D(
      4, 3, strides: 2, padding: "same", activation: "relu", kernelInitializer: "he_normal",
      biasInitializer: "ones")
    let made = Conv2D(
      4, (3, 3), strides: (2, 2), padding: .same, activation: .relu, kernelInitializer: .heNormal,
      biasInitializer: .ones)
    #expect(named.configuration == made.configuration)
    #expect(
      Dense(2, activation: "LeakyReLU", kernelInitializer: "GlorotUniform").configuration
        == Dense(2, activation: .leakyReLU).configuration)
  }

  @Test func takeOneSizeForTwo() throws {
    #expect(
      MaxPooling2D(2, strides: 1).configuration
        == MaxPooling2D((2, 2), strides: (1, 1)).configuration)
    #expect(AveragePooling2D(3).configuration == AveragePooling2D((3, 3)).configuration)
    #expect(
      Conv2D(4, (3, 2), strides: 2).configuration
        == Conv2D(4, (3, 2), strides: (2, 2)).configuration)
  }

  @Test func areErrorsOfTheLayer() {
    let cases: [(any Layer, Shape, String)] = [
      (Dense(2, activation: "rellu", name: "d"), [4], "layer d: activation rellu is not supported"),
      (
        Dense(2, kernelInitializer: "he_norml", name: "d"), [4],
        "layer d: initializer he_norml is not supported"
      ),
      (
        Conv2D(2, 1, padding: "sane", name: "c"), [4, 4, 1],
        "layer c: padding sane is not supported; supported: valid, same; did you mean same?"
      ),
      (
        MaxPooling2D(2, padding: "sane", name: "p"), [4, 4, 1],
        "layer p: padding sane is not supported"
      ),
      (Activation("rellu", name: "a"), [4], "layer a: activation rellu is not supported"),
    ]
    for (layer, input, message) in cases {
      let error = #expect(throws: ModelError.self) { try layer.outputShape(for: [input]) }
      #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
      #expect(error?.description.contains("did you mean") == true)
    }
  }
}
