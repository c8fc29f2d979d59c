import Lockstep
import TestSupport
import Testing

/// What a program does to `model.optimizer`, inside callbacks and around them.
@Suite("the model's optimizer, set by a program", .flushedDenormals)
struct OptimizerInCallbackTests {
  /// Changes that a run does not take over, and the error's beginning.
  private static let refused: [(change: @Sendable (Model) -> Void, message: String)] = [
    ({ $0.optimizer = Adam() }, "the optimizer that a callback sets is Adam;"),
    (
      { $0.optimizer = SGD(momentum: 0.5) },
      "the optimizer that a callback sets is SGD with other arguments;"
    ),
    ({ $0.optimizer = nil }, "model.optimizer is set to nil;"),
    ({ $0.optimizer = SGD(clipnorm: 1) }, "model.optimizer is set with another clipping;"),
    ({ $0.optimizer?.learningRate = Float.nan }, "the learning rate that a callback sets is nan;"),
    ({ $0.optimizer?.learningRate = -0.5 }, "the learning rate that a callback sets is -0.5;"),
    (
      {
        $0.optimizer?.learningRate = ExponentialDecay(
          initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.9)
      }, "the learning rate that a callback sets is ExponentialDecay;"
    ),
  ]

  @Test("is refused by name in a callback, and is as before", arguments: refused.indices)
  func refusal(index: Int) throws {
    let (change, message) = Self.refused[index]
    let model = try SmallProblem.model(SGD())
    let callback = LambdaCallback(epochBegan: { _, run in change(run.model) })
    let error = #expect(throws: (any Error).self) {
      try model.fit(
        SmallProblem.samples(16), SmallProblem.oneHot(16), verbose: .silent, callbacks: [callback])
    }
    #expect("\(try #require(error))".hasPrefix(message))
    #expect(model.optimizer is SGD)
    #expect(model.optimizer?.learningRate.rate(atStep: 0) == 0.01)
  }

  @Test("is an error of the next compile where it was set before the first")
  func beforeCompile() throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    model.optimizer = SGD()
    let error = #expect(throws: ModelError.self) {
      try model.compile(optimizer: "adam", loss: "mse")
    }
    #expect(error?.description.hasPrefix("model.optimizer is set before compile;") == true)
    try model.compile(optimizer: "adam", loss: "mse")
    #expect(model.optimizer is Adam)
  }

  @Test("has one way to clip gradients at a time")
  func clipping() throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    #expect(throws: ModelError.self) {
      try model.compile(optimizer: Adam(clipnorm: 1, clipvalue: 2), loss: "mse")
    }
    #expect(throws: ModelError.self) {
      try model.compile(optimizer: Adam(clipnorm: 1), loss: "mse", clipping: .value(1))
    }
    #expect(throws: ModelError.self) {
      try model.compile(optimizer: Adam(clipvalue: .nan), loss: "mse")
    }
    for optimizer: any OptimizerChoice in [
      Adam(globalClipnorm: 0.5), AdamW(globalClipnorm: 0.5), SGD(globalClipnorm: 0.5),
      RMSprop(globalClipnorm: 0.5), Adagrad(globalClipnorm: 0.5), Adadelta(globalClipnorm: 0.5),
    ] {
      try model.compile(optimizer: optimizer, loss: "mse")
      #expect(model.compilation?.clipping == .globalNorm(0.5), "\(optimizer)")
    }
    // An optimizer that was compiled is compiled again as it is.
    let compilation = try #require(model.compilation)
    try model.compile(compilation)
    #expect(model.compilation?.clipping == .globalNorm(0.5))
  }
}
