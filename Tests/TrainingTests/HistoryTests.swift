import Lockstep
import Testing

@Suite("History")
struct HistoryTests {
  /// The batches' mean losses are weighted by their sizes, here 32 and 8.
  @Test("holds the mean over samples, computed with the weights of each step")
  func weightedMean() throws {
    let (samples, labels) = (SmallProblem.samples(40), try SmallProblem.oneHot(40))
    // Steps so small that the weights stay as they are.
    let model = try SmallProblem.model(.sgd(learningRate: 0.0))
    let history = try model.fit(samples, labels, verbose: .silent)
    let result = try model.evaluate(samples, labels, verbose: .silent)
    #expect(history["accuracy"] == [result.metrics["accuracy"]])
    // The same forty numbers added in two orders, in double precision.
    let loss = try #require(history["loss"].first)
    #expect(abs(loss - result.loss) < 1e-14 * result.loss, "\(loss) and \(result.loss)")
  }

  @Test("has nothing under an unknown name")
  func unknownName() throws {
    let history = try SmallProblem.model().fit(
      SmallProblem.samples(4), SmallProblem.oneHot(4), verbose: .silent)
    #expect(history["precision"] == [])
  }

  @Test("lacks the accuracy that compile was not asked for")
  func lossOnly() throws {
    let model = Sequential { Dense(4, activation: .softmax, inputShape: [16]) }
    try model.compile(optimizer: .sgd, loss: .categoricalCrossentropy)
    let history = try model.fit(
      SmallProblem.samples(4), SmallProblem.oneHot(4), verbose: .silent)
    #expect(history.values.keys.sorted() == ["loss"])
  }
}

@Suite("Logs")
struct LogsTests {
  @Test("are equal where names and values are")
  func equality() {
    let logs = Logs(["loss": 1, "accuracy": 0.5], validation: ["loss": 2])
    #expect(logs == Logs(["accuracy": 0.5, "loss": 1], validation: ["loss": 2]))
    #expect(logs != Logs(["accuracy": 0.5, "loss": 1]))
    #expect(logs != Logs(["accuracy": 0.5, "loss": 1], validation: ["loss": 2.5]))
    #expect(logs["val_loss"] == 2 && logs["val_accuracy"] == nil)
  }
}
