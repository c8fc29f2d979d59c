import Engine
import Layers
import TestSupport
import Testing

@Suite("Optimizer")
struct OptimizerTests {
  /// An optimizer with one invalid argument, and its error.
  struct Refusal: CustomTestStringConvertible, Sendable {
    var optimizer: any Optimizer
    var message: String

    init(_ optimizer: any Optimizer, _ message: String) {
      self.optimizer = optimizer
      self.message = message
    }

    var testDescription: String { message }
  }

  static let refusals = [
    Refusal(Adam(beta1: 1), "beta1 of Adam is 1.0; expected a number from 0 to below 1"),
    Refusal(Adam(beta2: -0.1), "beta2 of Adam is -0.1; expected a number from 0 to below 1"),
    Refusal(Adam(epsilon: -1), "epsilon of Adam is -1.0; expected a number from 0 up"),
    Refusal(AdamW(weightDecay: -1), "weightDecay of AdamW is -1.0; expected a number from 0 up"),
    Refusal(AdamW(beta1: 2), "beta1 of Adam is 2.0; expected a number from 0 to below 1"),
    Refusal(SGD(momentum: 1.5), "momentum of SGD is 1.5; expected a number from 0 to 1"),
    Refusal(RMSprop(rho: 1), "rho of RMSprop is 1.0; expected a number from 0 to below 1"),
    Refusal(RMSprop(momentum: -1), "momentum of RMSprop is -1.0; expected a number from 0 to 1"),
    Refusal(
      RMSprop(epsilon: .infinity), "epsilon of RMSprop is inf; expected a number from 0 up"),
    Refusal(
      Adagrad(initialAccumulatorValue: -1),
      "initialAccumulatorValue of Adagrad is -1.0; expected a number from 0 up"),
    Refusal(Adagrad(epsilon: .nan), "epsilon of Adagrad is nan; expected a number from 0 up"),
    Refusal(Adadelta(rho: .nan), "rho of Adadelta is nan; expected a number from 0 to below 1"),
    Refusal(Adadelta(epsilon: -1), "epsilon of Adadelta is -1.0; expected a number from 0 up"),
  ]

  @Test(arguments: refusals)
  func refusesNumbersThatCannotBe(refusal: Refusal) throws {
    let error = try #require(throws: ModelError.self) { try refusal.optimizer.check() }
    #expect(error.description == refusal.message)
    // compile asks too.
    let model = Sequential { Dense(2, activation: .softmax, inputShape: [2]) }
    #expect(throws: error) {
      try model.compile(optimizer: refusal.optimizer, loss: .categoricalCrossentropy)
    }
    #expect(model.compilation == nil)
  }

  @Test(
    "checks its learning rate",
    arguments: [Adam(), AdamW(), SGD(), RMSprop(), Adagrad(), Adadelta()] as [any Optimizer])
  func checksItsLearningRate(optimizer: any Optimizer) throws {
    try optimizer.check()
    var optimizer = optimizer
    optimizer.learningRate = -0.5
    #expect(
      throws: ModelError.invalidValue(
        of: "the learning rate", expected: "a number from 0 up", found: "-0.5")
    ) { try optimizer.check() }
    optimizer.learningRate = CosineDecay(initialLearningRate: 0.1, decaySteps: 0)
    #expect(
      throws: ModelError.invalidValue(
        of: "decaySteps of CosineDecay", expected: "a number above 0", found: "0.0")
    ) { try optimizer.check() }
  }

  @Test func allowsTheEndsOfTheRanges() throws {
    try Adam(learningRate: Float(0), beta1: 0, beta2: 0, epsilon: 0).check()
    try AdamW(weightDecay: 0).check()
    try SGD(momentum: 1).check()
    try RMSprop(rho: 0, momentum: 1, epsilon: 0).check()
    try Adagrad(initialAccumulatorValue: 0, epsilon: 0).check()
    try Adadelta(rho: 0, epsilon: 0).check()
  }

  /// The k-th update takes the rate at step k - 1: plain SGD with gradient 1 takes off 1/2, then
  /// 1/4, then nothing, and AdamW's decay follows too.
  @Test func takesEachStepsRateFromItsSchedule() {
    let schedule = PiecewiseConstantDecay(boundaries: [0, 1], values: [0.5, 0.25, 0])
    let sgd = OptimizerRun(SGD(learningRate: schedule), weights: [1])
    for (step, weight) in [Float(0.5), 0.25, 0.25].enumerated() {
      #expect(sgd.update([1]))
      expectSameBits(sgd.weights, [weight], "step \(step)")
    }
    let adamW = OptimizerRun(AdamW(learningRate: schedule, weightDecay: 0.5), weights: [1])
    for (step, weight) in [Float(0.75), 0.656_25, 0.656_25].enumerated() {
      #expect(adamW.update([0]))
      expectSameBits(adamW.weights, [weight], "step \(step)")
    }
  }
}
