import Foundation
import Lockstep
import TestSupport
import Testing

/// What callbacks ask for is done in the very step in which they ask.
@Suite("decisions of callbacks")
struct TrainerDecisionTests {
  private func fit(
    _ model: Sequential, epochs: Int = 2, validates: Bool = false, _ callbacks: [any Callback],
    options: RunOptions = RunOptions()
  ) throws -> History {
    let validation = validates ? (SmallProblem.samples(9), try SmallProblem.oneHot(9)) : nil
    return try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: epochs, batchSize: 8,
      validationData: validation, verbose: .silent, callbacks: callbacks, options: options)
  }

  @Test("ends after the step in which a callback stops it", arguments: [1, 3, 5, 7])
  func stopsAfterAStep(step: Int) throws {
    let stopping = LambdaCallback(stepEnded: { report, run in
      if report.iterations == step { run.stop() }
    })
    let (model, other) = (try SmallProblem.model(), try SmallProblem.model())
    let history = try fit(model, [stopping])
    _ = try fit(other, [], options: RunOptions(maximumSteps: step))
    #expect(model.iterations == step)
    #expect(history.epochs == (step <= 5 ? [0] : [0, 1]), "the epoch counts, as in Keras")
    #expect(try firstDifference(model, other) == nil)
  }

  @Test("takes a new rate with the next update")
  func changesTheRate() throws {
    let scheduled = try SmallProblem.model(
      .sgd(learningRate: PiecewiseConstantDecay(boundaries: [2, 6], values: [0.5, 0.25, 0.125])))
    _ = try fit(scheduled, [])
    let model = try SmallProblem.model(.sgd(learningRate: 0.5))
    let changing = LambdaCallback(stepEnded: { report, run in
      if report.iterations == 3 || report.iterations == 7 { run.learningRate /= 2 }
    })
    _ = try fit(model, [changing])
    #expect(try firstDifference(model, scheduled) == nil)
    #expect(model.optimizer?.learningRate.constantRate == 0.125)
  }

  @Test("has the rate of each epoch in its logs where a callback changes it")
  func logsTheRate() throws {
    let model = try SmallProblem.model(.sgd(learningRate: 0.5))
    let history = try fit(
      model, epochs: 3, [LearningRateScheduler { epoch, rate in epoch == 0 ? rate : rate / 2 }])
    #expect(history["learning_rate"] == [0.5, 0.25, 0.125])
  }

  @Test("refuses to replace a schedule, and an invalid rate")
  func refusedRates() throws {
    let scheduled = try SmallProblem.model(
      .sgd(learningRate: ExponentialDecay(initialLearningRate: 0.1, decaySteps: 3, decayRate: 0.5)))
    let error = #expect(throws: TrainingError.self) {
      try fit(scheduled, [LearningRateScheduler { _ in 0.1 }])
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("a schedule cannot be replaced"))
    let model = try SmallProblem.model(.sgd(learningRate: 0.1))
    #expect(throws: TrainingError.self) { try fit(model, [LearningRateScheduler { _ in .nan }]) }
  }

  @Test("names a number that the logs lack before the first step")
  func unknownMonitor() throws {
    let model = try SmallProblem.model()
    let error = #expect(throws: TrainingError.self) { try fit(model, [EarlyStopping()]) }
    #expect(
      "\(error.map { "\($0)" } ?? "")"
        == "monitor of EarlyStopping is val_loss; expected one of accuracy, loss; those of val_ need "
        + "validation data")
    #expect(model.iterations == 0)
  }

  @Test("ends with the best epoch's weights where that is asked for")
  func restoresTheBest() throws {
    // The rate is so large that the loss falls and rises.
    let model = try SmallProblem.model(.sgd(learningRate: 2))
    let stopping = EarlyStopping(monitor: "loss", patience: 100, restoreBestWeights: true)
    let losses = try fit(model, epochs: 6, [stopping])["loss"]
    let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
    let other = try SmallProblem.model(.sgd(learningRate: 2))
    _ = try fit(other, epochs: best + 1, [])
    #expect(best < 5, "\(losses) leaves nothing to restore")
    #expect(try firstDifference(model, other) == nil)
  }

  @Test("ends without an error, with finite weights, at a loss that is not finite")
  func terminates() throws {
    let model = try SmallProblem.model(.sgd(learningRate: 1e30))
    _ = try fit(model, epochs: 100, [TerminateOnNaN()])
    #expect(try model.weights().allSatisfy { $0.values.allSatisfy(\.isFinite) })
    #expect(model.iterations < 500)
  }

  @Test("ends with the error that a callback throws")
  func throwing() throws {
    struct Trouble: Error {}
    let model = try SmallProblem.model()
    #expect(throws: Trouble.self) {
      try fit(
        model,
        [LambdaCallback(stepEnded: { report, _ in if report.iterations == 4 { throw Trouble() } })])
    }
    #expect(model.iterations == 4, "what was trained until then is kept")
  }

  @Test("shows callbacks the current weights and predictions")
  func currentWeights() throws {
    var outputs: [[Float]] = []
    let looking = LambdaCallback(epochEnded: { _, run in
      outputs.append(try run.model.predict(SmallProblem.samples(1))[0])
    })
    let model = try SmallProblem.model()
    _ = try fit(model, epochs: 3, [looking])
    #expect(outputs.count == 3 && outputs[0] != outputs[1] && outputs[1] != outputs[2])
    #expect(try outputs[2] == model.predict(SmallProblem.samples(1))[0])
  }

  /// Stopped after each of its steps, in the middle of a patience count too.
  @Test("and resumes ends in the undisturbed bytes", arguments: 1...14)
  func resumes(stop: Int) throws {
    func callbacks() -> [any Callback] {
      [
        EarlyStopping(monitor: "val_loss", patience: 2, restoreBestWeights: true),
        ReduceLROnPlateau(monitor: "val_loss", factor: 0.5, patience: 1, minDelta: 0.1),
      ]
    }
    func run(_ folder: String, _ options: RunOptions) throws -> Sequential {
      let model = try SmallProblem.model(.sgd(learningRate: 2))
      _ = try fit(model, epochs: 5, validates: true, callbacks(), options: options)
      return model
    }
    try withTemporaryDirectory { folder in
      func options(_ name: String, stop: Int? = nil) -> RunOptions {
        RunOptions(
          maximumSteps: stop,
          checkpoints: CheckpointOptions("\(folder.path)/\(name)", resume: .ifPresent))
      }
      let whole = try run("whole", options("whole"))
      _ = try run("parts", options("parts", stop: stop))
      let resumed = try run("parts", options("parts"))
      #expect(try firstDifference(whole, resumed) == nil)
      #expect(whole.iterations == resumed.iterations)
      let path = "step-\(String(format: "%08d", whole.iterations)).safetensors"
      #expect(
        try Data(contentsOf: URL(filePath: "\(folder.path)/whole/\(path)"))
          == Data(contentsOf: URL(filePath: "\(folder.path)/parts/\(path)")))
    }
  }

  @Test("appends to a CSV file that it has written, also with names that stand in quotes")
  func resumedCSV() throws {
    try withTemporaryDirectory { folder in
      func run(_ name: String, epochs: Int) throws {
        let model = try SmallProblem.model()
        try model.compile(
          optimizer: "adam", loss: "categorical_crossentropy",
          metrics: [MetricFunction("one, \"two\"") { $0[0] * $1[0] }])
        _ = try fit(
          model, epochs: epochs, [CSVLogger("\(folder.path)/\(name).csv")],
          options: RunOptions(
            checkpoints: CheckpointOptions("\(folder.path)/\(name)", resume: .ifPresent)))
      }
      try run("whole", epochs: 4)
      try run("parts", epochs: 2)
      try run("parts", epochs: 4)
      #expect(
        try String(contentsOfFile: "\(folder.path)/parts.csv", encoding: .utf8)
          == String(contentsOfFile: "\(folder.path)/whole.csv", encoding: .utf8))
      let rows = try String(contentsOfFile: "\(folder.path)/whole.csv", encoding: .utf8)
        .components(separatedBy: "\r\n")
      #expect(
        rows[0] == #"epoch,loss,"one, ""two""",val_loss,"val_one, ""two""""#)
      #expect(rows.map { $0.prefix(2) } == ["ep", "0,", "1,", "2,", "3,", ""])
    }
  }

  @Test("appends to no file of something else, and leaves it as it is", arguments: [",", ";"])
  func otherCSV(separator: String) throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/numbers.csv"
      let text = separator == "," ? "a,b\n1,2\n" : "epoch,loss\n0,1\n"
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: TrainingError.self) {
        try fit(
          SmallProblem.model(), epochs: 1, [CSVLogger(path, separator: separator, append: true)])
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }
  }

  @Test("names one file for two reports, also where it has two names")
  func hardLinks() throws {
    try withTemporaryDirectory { folder in
      let paths = ["a", "b"].map { "\(folder.path)/\($0)" }
      try Data().write(to: URL(filePath: paths[0]))
      try FileManager.default.linkItem(atPath: paths[0], toPath: paths[1])
      #expect(throws: TrainingError.self) {
        try fit(
          SmallProblem.model(), epochs: 1, [CSVLogger(paths[0])],
          options: RunOptions(log: paths[1]))
      }
    }
  }

  @Test("has a backup while it runs, and none afterwards")
  func backup() throws {
    try withTemporaryDirectory { folder in
      let path = "\(folder.path)/backup"
      struct Killed: Error {}
      let model = try SmallProblem.model()
      #expect(throws: Killed.self) {
        try fit(
          model, epochs: 3,
          [
            BackupAndRestore(path),
            LambdaCallback(stepEnded: { report, _ in
              if report.iterations == 12 { throw Killed() }
            }),
          ])
      }
      let (again, whole) = (try SmallProblem.model(), try SmallProblem.model())
      let history = try fit(again, epochs: 3, [BackupAndRestore(path)])
      _ = try fit(whole, epochs: 3, [])
      #expect(history.epochs == [2])
      #expect(try firstDifference(again, whole) == nil)
      let left = try FileManager.default.contentsOfDirectory(atPath: path)
      #expect(left.filter { $0.hasSuffix(".safetensors") } == [])
    }
  }
}
