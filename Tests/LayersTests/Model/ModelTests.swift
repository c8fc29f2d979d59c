import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Model")
struct ModelTests {
  private func sequential() -> Sequential {
    Sequential(seed: 9) {
      Flatten(inputShape: [2, 3])
      Dense(5, activation: .relu)
      Dense(4, activation: .softmax)
    }
  }

  private func functional() throws -> Model {
    let input = Symbol.input(shape: [2, 3])
    let hidden = try Dense(5, activation: .relu)(Flatten()(input))
    let output = try Dense(4, activation: .softmax)(hidden)
    return Model(inputs: [input], outputs: [output], seed: 9)
  }

  @Test func isTheSameInTheFunctionalStyle() throws {
    let (left, right) = (try functional(), sequential())
    try expectSameWeights(left, right)
    #expect(left.name == "functional")
    #expect(right.name == "sequential")
    var samples = SampleValues(seed: 100)
    let inputs = samples.floats(3 * 6)
    expectSameBits(
      try ProgramRun(left, capacity: 3).predict(inputs, rows: 3),
      try ProgramRun(right, capacity: 3).predict(inputs, rows: 3), "outputs")
  }

  @Test func namesItsWeightsAsLayerAndVariable() throws {
    let weights = try sequential().weights()
    #expect(
      weights.map(\.name) == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"])
    #expect(weights.map(\.shape) == [[6, 5], [5], [5, 4], [4]])
    #expect(weights.map(\.values.count) == [30, 5, 20, 4])
  }

  @Test func hasASharedLayersWeightsOnce() throws {
    let shared = Dense(3, name: "shared")
    let input = Symbol.input(shape: [3])
    let output = try Dense(2, activation: .softmax)(shared(shared(input)))
    let model = Model(inputs: [input], outputs: [output])
    #expect(
      try model.weights().map(\.name)
        == ["shared/kernel", "shared/bias", "dense/kernel", "dense/bias"])
    #expect(try model.summary().contains(" Total params: 20 (80.00 B)\n"))
  }

  @Test func asksForInputsThatOneLayerCanTake() throws {
    let (left, right) = (Symbol.input(shape: [2]), Symbol.input(shape: [2]))
    #expect(
      throws: ModelError.invalidValue(
        of: "the number of inputs of layer Dense", expected: "1", found: "2")
    ) { try Dense(3)(left, right) }
  }

  @Test(arguments: [-0.5, .nan, .infinity] as [Float])
  func refusesALearningRateThatIsNone(rate: Float) throws {
    let model = sequential()
    #expect(
      throws: ModelError.invalidValue(
        of: "the learning rate", expected: "a number from 0 up", found: "\(rate)")
    ) {
      try model.compile(
        optimizer: SGD(learningRate: rate), loss: .sparseCategoricalCrossentropy)
    }
    #expect(model.compilation == nil)
  }

  @Test func refusesALossThatDoesNotFitTheOutput() {
    let model = Sequential { Activation(.softmax, inputShape: [2, 3]) }
    #expect(
      throws: ModelError.loss(
        "categorical_crossentropy", expected: "an output of shape (None, classes)",
        found: "(None, 2, 3)")
    ) { try model.compile(optimizer: .adam, loss: .categoricalCrossentropy) }
  }

  @Test func startsTheOptimizerAnewWhenCompiledAgain() throws {
    let model = sequential()
    try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
    #expect(model.learningRate.bitPattern == Float(0.001).bitPattern)
    var state = try model.currentState()
    let weights = state.weights.map { $0 + 1 }
    state.weights = weights
    state.slots = weights + weights
    state.iterations = 5
    state.epochs = 6
    try model.restore(state)
    try model.compile(
      optimizer: .sgd(learningRate: 0.5), loss: .categoricalCrossentropy, metrics: [.accuracy])
    #expect(model.learningRate.bitPattern == Float(0.5).bitPattern)
    #expect(try model.weights()[0].values == Array(weights.prefix(model.weights()[0].values.count)))
    #expect(try model.currentState().slots == [])
    #expect(model.iterations == 0)
    #expect(model.epochs == 6)
  }

  @Test("a layer has its weights as soon as a model around it is compiled")
  func layerWeights() throws {
    func layers() -> [Dense] { [Dense(3, inputShape: [2]), Dense(1)] }
    let (list, others) = (layers(), layers())
    #expect(list[0].weights.isEmpty)
    let error = #expect(throws: ModelError.self) { try list[0].setWeights([[1]]) }
    #expect(
      error?.description == "the model around layer Dense is missing; expected one that is "
        + "compiled, and whose input has a shape")
    let model = Sequential(list, seed: 9)
    try model.compile(optimizer: "sgd", loss: "mse")
    #expect(list[1].weights.map(\.name) == ["kernel", "bias"])
    // The values are those that training begins with.
    let other = Sequential(others, seed: 9)
    #expect(try list[0].weights.map(\.values) == other.weights().prefix(2).map(\.values))
    // Whoever asks for a layer may ask it for its weights.
    let third = Sequential(layers(), seed: 9)
    try third.layer("dense_1").setWeights([[1, 2, 3], [4]])
    #expect(try third.weights().suffix(2).map(\.values) == [[1, 2, 3], [4]])
  }
}
