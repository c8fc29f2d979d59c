import Lockstep
import Testing

@Suite("Callback")
struct CallbackTests {
  /// Records its calls.
  private final class Recorder: Callback {
    var events: [String] = []
    var reports: [EpochReport] = []
    var lastLogs: [Logs] = []
    var run: RunContext?

    func trainingBegan(_ run: RunContext) {
      events.append("training began")
      self.run = run
    }
    func epochBegan(_ epoch: Int, of run: RunContext) { events.append("epoch \(epoch) began") }
    func stepEnded(_ report: BatchReport, of run: RunContext) {
      events.append("step \(report.doneSteps)")
      if report.doneSteps == run.stepsPerEpoch { lastLogs.append(report.logs) }
    }
    func epochEnded(_ report: EpochReport, of run: RunContext) {
      events.append("epoch \(report.epoch) ended")
      reports.append(report)
    }
    func trainingEnded(_ run: RunContext) { events.append("training ended") }
  }

  private func record(
    epochs: Int, initialEpoch: Int = 0, validates: Bool = false
  ) throws -> (Recorder, History) {
    let recorder = Recorder()
    let validation = validates ? (SmallProblem.samples(9), try SmallProblem.oneHot(9)) : nil
    let history = try SmallProblem.model().fit(
      SmallProblem.samples(25), SmallProblem.oneHot(25), epochs: epochs, batchSize: 10,
      validationData: validation, initialEpoch: initialEpoch, verbose: .silent,
      callbacks: [recorder])
    return (recorder, history)
  }

  @Test("is called for training, epochs and steps in order")
  func order() throws {
    let epoch = { (number: Int) in
      ["epoch \(number) began", "step 1", "step 2", "step 3", "epoch \(number) ended"]
    }
    #expect(
      try record(epochs: 2).0.events
        == ["training began"] + epoch(0) + epoch(1) + ["training ended"])
  }

  @Test("is called for a training without epochs")
  func noEpochs() throws {
    #expect(
      try record(epochs: 2, initialEpoch: 2).0.events == ["training began", "training ended"])
  }

  @Test("receives the settings of the run")
  func description() throws {
    let run = try #require(try record(epochs: 2).0.run)
    #expect(run.epochs == 2)
    #expect(run.stepsPerEpoch == 3)
    #expect(run.worldSize == 1)
    #expect(run.hostCount == 1)
    #expect(run.exchange == "solo")
  }

  @Test("sees the numbers of History, and the epoch's means after its last step")
  func numbers() throws {
    let (recorder, history) = try record(epochs: 3, validates: true)
    #expect(recorder.reports.map(\.epoch) == history.epochs)
    for name in ["accuracy", "loss", "val_accuracy", "val_loss"] {
      #expect(recorder.reports.map { $0.logs[name] } == history[name], "\(name)")
    }
    for name in ["accuracy", "loss"] {
      #expect(recorder.lastLogs.map { $0[name] } == history[name], "\(name)")
    }
    #expect(
      recorder.lastLogs.allSatisfy { $0["val_loss"] == nil },
      "validation comes after the last step")
  }

  @Test("receives the number of steps, and the times of validation and checkpoints if any")
  func durations() throws {
    let plain = try record(epochs: 1).0.reports[0]
    #expect(plain.stepCount == 3)
    #expect(plain.validationDuration == nil && plain.checkpointDuration == nil)
    #expect(plain.duration > .zero)
    let validated = try record(epochs: 1, validates: true).0.reports[0]
    #expect(validated.validationDuration != nil && validated.checkpointDuration == nil)
  }
}
