import Engine
import Foundation
import Lockstep
import Testing

@Suite("BestCheckpoint")
struct BestCheckpointTests {
  @Test(
    "wants losses low and metrics high",
    arguments: [
      ("loss", false), ("val_loss", false), ("left_loss", false), ("val_left_loss", false),
      ("accuracy", true), ("val_accuracy", true), ("top_k_categorical_accuracy", true),
    ])
  func direction(monitor: String, isToBeMaximized: Bool) {
    #expect(BestCheckpoint(monitor: monitor).isToBeMaximized == isToBeMaximized)
  }

  /// Keras's rule, strictly better, among finite numbers.
  @Test(
    "accepts a better number, but not an equal one, an infinity or NaN",
    arguments: [
      ("val_loss", [3, 2, 2, 2.5, 1], [true, true, false, false, true]),
      ("accuracy", [0, 0.5, 0.5, 0.25, 0.75], [true, true, false, false, true]),
      ("loss", [.nan, 2, .nan, .infinity, 1], [false, true, false, false, true]),
      ("loss", [.infinity, 1, -.infinity], [false, true, false]),
      ("accuracy", [-.infinity, .nan, 0], [false, false, true]),
    ] as [(String, [Double], [Bool])])
  func improvement(monitor: String, values: [Double], expected: [Bool]) {
    var best = BestCheckpoint(monitor: monitor)
    for (index, value) in values.enumerated() {
      let before = best.record
      #expect(best.take(value, iterations: index) == expected[index], "\(value) at \(index)")
      #expect(
        best.record
          == (expected[index] ? BestCheckpoint.Record(value: value, iterations: index) : before))
    }
  }

  private func trainer(monitor: String, validates: Bool) throws -> Trainer {
    try Trainer(
      SmallProblem.model(), on: SmallProblem.data(34), options: TrainingOptions(batchSize: 8),
      progress: TrainingProgress(), validation: validates ? SmallProblem.data(5) : nil,
      best: BestCheckpoint(monitor: monitor), in: .solo)
  }

  @Test("knows the history's names", arguments: ["loss", "accuracy", "val_loss", "val_accuracy"])
  func names(monitor: String) throws {
    _ = try trainer(monitor: monitor, validates: true)
  }

  @Test(
    "refuses other names before the first step, and lists those there are",
    arguments: [
      (
        "val_loss", false,
        "accuracy, loss, and with validation data those of val_"
      ),
      ("acc", true, "one of accuracy, loss, val_accuracy, val_loss"), ("", false, "accuracy, loss"),
    ])
  func otherNames(monitor: String, validates: Bool, words: String) {
    let error = #expect(throws: TrainingError.self) {
      try trainer(monitor: monitor, validates: validates)
    }
    let text = error?.description ?? "nothing"
    #expect(text.hasPrefix("the monitored number is \(monitor); expected "), "\(text)")
    #expect(text.contains(words), "\(text)")
  }

  /// The epoch with the lowest loss of six is not the last one when the learning rate is too high.
  @Test("is the epoch that the history shows", arguments: ["loss", "accuracy", "val_loss"])
  func best(monitor: String) throws {
    try SavedRun.with(
      SmallProblem.model(.sgd(learningRate: 2)), epochs: 6, monitor: monitor
    ) { run in
      let values = run.history[monitor]
      try #require(values.count == 6)
      let better: (Double, Double) -> Bool = monitor.hasSuffix("loss") ? { $0 < $1 } : { $0 > $1 }
      let index = try #require(
        values.indices.first { index in !values.contains { better($0, values[index]) } })
      let record = BestCheckpoint.Record(value: values[index], iterations: (index + 1) * 5)
      #expect(run.trainer.best?.record == record)
      #expect(try run.checkpoint().header.best == run.trainer.best)
      #expect(
        try Data(contentsOf: URL(filePath: run.folder.bestPath))
          == Data(contentsOf: URL(filePath: run.folder.path(iterations: record.iterations))))
    }
  }
}
