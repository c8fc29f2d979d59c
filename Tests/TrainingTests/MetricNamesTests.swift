import Lockstep
import TestSupport
import Testing

/// What numbers are called in History, evaluation and checkpoints.
///
/// Source: Keras 3, `CompileMetrics.result`.
@Suite("names of metrics", .flushedDenormals)
struct MetricNamesTests {
  private func model(_ metrics: [any MetricChoice]) throws -> Sequential {
    let model = Sequential {
      Dense(SmallProblem.classCount, activation: .softmax, inputShape: [16])
    }
    try model.compile(optimizer: "sgd", loss: "categorical_crossentropy", metrics: metrics)
    return model
  }

  @Test("stay what they were given as, and are counted where two are the same")
  func kept() throws {
    let model = try model([
      "acc", "accuracy", CategoricalAccuracy(), TopKCategoricalAccuracy(k: 2),
      TopKCategoricalAccuracy(k: 3), "accuracy",
    ])
    let names = [
      "acc", "accuracy", "accuracy_1", "categorical_accuracy", "loss",
      "top_k_categorical_accuracy", "top_k_categorical_accuracy_1",
    ]
    let (x, y) = (SmallProblem.samples(32), try SmallProblem.oneHot(32))
    let history = try model.fit(x, y, validationData: (x, y), verbose: .silent)
    #expect(history.values.keys.sorted() == (names + names.map { "val_" + $0 }).sorted())
    let metrics = try model.evaluate(x, y, verbose: .silent).metrics
    #expect(metrics.entries.map(\.name).sorted() == names.filter { $0 != "loss" })
    #expect(metrics["acc"] == metrics["accuracy_1"])
    let top = ["top_k_categorical_accuracy", "top_k_categorical_accuracy_1"].map {
      metrics[$0] ?? -1
    }
    #expect(top[0] < top[1], "two of three: \(top)")
  }

  @Test("do not hide the loss")
  func loss() throws {
    let model = try model([MetricFunction("loss") { _, _ in 7 }])
    let (x, y) = (SmallProblem.samples(32), try SmallProblem.oneHot(32))
    let history = try model.fit(x, y, verbose: .silent)
    #expect(history["loss_1"] == [7] && history["loss"] != [7])
  }

  @Test("are in a saved model")
  func saved() throws {
    let folder = try TemporaryFolder()
    let first = try model(["acc"])
    try first.fit(SmallProblem.samples(32), SmallProblem.oneHot(32), verbose: .silent)
    try first.save(to: folder.path("model"))
    let again = try Model.load(from: folder.path("model"))
    let result = try again.evaluate(
      SmallProblem.samples(8), SmallProblem.oneHot(8), verbose: .silent)
    #expect(result.metrics.entries.map(\.name) == ["acc"])
  }
}
