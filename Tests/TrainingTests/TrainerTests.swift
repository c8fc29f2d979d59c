import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("Trainer")
struct TrainerTests {
  private func trainer(
    _ model: Model, _ options: TrainingOptions,
    from progress: TrainingProgress = TrainingProgress()
  ) throws -> Trainer {
    try Trainer(
      model, on: SmallProblem.data(34), options: options, progress: progress, in: .solo)
  }

  @Test("ends after the step that was asked for", arguments: [0, 1, 4, 5, 6, 10, 11])
  func maximumIterations(count: Int) throws {
    let model = try SmallProblem.model()
    let trainer = try trainer(
      model, TrainingOptions(epochs: 2, batchSize: 8, maximumIterations: count))
    let history = try trainer.train()
    // Two epochs of five steps.
    #expect(model.iterations == min(count, 10))
    #expect(history.epochs.count == min((count + 4) / 5, 2))
  }

  @Test("computes every sample once an epoch")
  func computedSamples() throws {
    let trainer = try trainer(SmallProblem.model(), TrainingOptions(epochs: 3, batchSize: 8))
    _ = try trainer.train()
    #expect(trainer.computedSampleCount == 3 * 34)
  }

  @Test("takes a batch size above the number of samples as all of them")
  func largeBatch() throws {
    let large = try SmallProblem.model()
    _ = try trainer(large, TrainingOptions(epochs: 2, batchSize: 1_000_000)).train()
    let all = try SmallProblem.model()
    _ = try trainer(all, TrainingOptions(epochs: 2, batchSize: 34)).train()
    #expect(try firstDifference(large, all) == nil)
  }

  /// A solo group sums alike whatever it is asked for.
  @Test("trains solo with any exchange", arguments: ExchangeKind.allCases)
  func exchanges(exchange: ExchangeKind) throws {
    let model = try SmallProblem.model()
    _ = try trainer(model, TrainingOptions(batchSize: 8, exchange: exchange)).train()
    let usual = try SmallProblem.model()
    _ = try trainer(usual, TrainingOptions(batchSize: 8)).train()
    #expect(try firstDifference(model, usual) == nil)
  }

  @Test("resumes from a checkpoint in the middle of an epoch")
  func goesOn() throws {
    let whole = try SavedRun.with(epochs: 3) { run in (run.model, try run.checkpoint()) }
    try SavedRun.with(epochs: 3, maximumIterations: 7) { run in
      let saved = try run.checkpoint()
      let model = try saved.restoredModel()
      let trainer = try trainer(
        model, TrainingOptions(epochs: 3, batchSize: 8), from: saved.header.progress)
      let history = try trainer.train()
      #expect(try firstDifference(model, whole.0) == nil)
      #expect(history.epochs == [1, 2])
      #expect(history["loss"] == whole.1.header.progress.history.dropFirst().map(meanLoss))
    }
  }

  /// Monitored from a mid-epoch checkpoint on: the same best epoch in the same bytes.
  @Test("continues to choose the best epoch after resuming", arguments: [3, 5, 7, 13])
  func goesOnMonitoring(stop: Int) throws {
    func files(_ run: SavedRun) throws -> [Data] {
      try [run.folder.bestPath, run.folder.path(iterations: 20)]
        .map { try Data(contentsOf: URL(filePath: $0)) }
    }
    func model() throws -> Sequential { try SmallProblem.model(.sgd(learningRate: 2)) }
    let whole = try SavedRun.with(model(), epochs: 4, monitor: "val_loss") { try files($0) }
    try SavedRun.with(
      model(), epochs: 4, maximumIterations: stop, monitor: "val_loss"
    ) { run in
      let resumed = try model()
      let found = try #require(
        ResumedRun(
          from: run.folder, for: resumed, run: run.trainer.identity, monitor: "val_loss",
          in: .solo
        ) { _, _ in })
      let writer = CheckpointWriter(run.folder)
      _ = try Trainer(
        resumed, on: SmallProblem.data(34), options: TrainingOptions(epochs: 4, batchSize: 8),
        progress: found.progress, resumed: found, validation: SmallProblem.data(5),
        checkpoints: writer,
        best: found.best, in: .solo
      ).train()
      #expect(try files(run) == whole)
    }
  }

  /// Asked to end in an epoch's last step: the number that is monitored is not known yet.
  @Test("leaves the end of an epoch to the resumed run, where a number is monitored")
  func stoppedAtAnEpochsEnd() throws {
    let whole = try SavedRun.with(epochs: 2, monitor: "val_loss") { run in
      try Data(contentsOf: URL(filePath: run.path))
    }
    try withTemporaryDirectory { folder in
      let directory = try CheckpointDirectory(folder.path)
      let model = try SmallProblem.model()
      var steps = 0
      let stopping = CheckpointSchedule {
        steps += 1
        return steps == 5
      }
      func train(
        _ model: Model, from progress: TrainingProgress, _ saves: CheckpointSchedule,
        _ best: BestCheckpoint?
      ) throws -> Trainer {
        let trainer = try Trainer(
          model, on: SmallProblem.data(34), options: TrainingOptions(epochs: 2, batchSize: 8),
          progress: progress, validation: SmallProblem.data(5),
          checkpoints: CheckpointWriter(directory), saves: saves, best: best, in: .solo)
        _ = try trainer.train()
        return trainer
      }
      #expect(
        throws: TrainingError.interrupted(
          iteration: 5, checkpoint: directory.path(iterations: 5))
      ) {
        _ = try train(
          model, from: TrainingProgress(), stopping, BestCheckpoint(monitor: "val_loss"))
      }
      let saved = try Checkpoint(readingFrom: directory.path(iterations: 5))
      #expect(saved.header.progress.stepInEpoch == 5 && saved.header.best?.record == nil)
      let trainer = try train(
        saved.restoredModel(), from: saved.header.progress, CheckpointSchedule(), saved.header.best)
      #expect(trainer.best?.record != nil)
      #expect(try Data(contentsOf: URL(filePath: directory.path(iterations: 10))) == whole)
      #expect(try Checkpoint(readingFrom: directory.path(iterations: 5)).header.progress.epoch == 1)
    }
  }

  @Test("ends at the step after a failed save, and keeps earlier checkpoints")
  func failedSave() throws {
    try withTemporaryDirectory { folder in
      let directory = try CheckpointDirectory(folder.path)
      let full = FileError(path: "disk", operation: .write, code: ENOSPC)
      let writer = CheckpointWriter(
        directory,
        observers: [{ stage, _, steps in if stage == .written, steps == 4 { throw full } }])
      let trainer = try Trainer(
        SmallProblem.model(), on: SmallProblem.data(34),
        options: TrainingOptions(epochs: 100, batchSize: 8), progress: TrainingProgress(),
        checkpoints: writer, saves: CheckpointSchedule(every: .steps(2)), in: .solo)
      #expect(throws: full) { try trainer.train() }
      #expect(writer.newest == directory.path(iterations: 2))
      #expect(try directory.checkpoints() == [directory.path(iterations: 2)])
      #expect(
        try Checkpoint(readingFrom: directory.path(iterations: 2)).header.progress.iterations == 2)
    }
  }

  /// The loss stops being a number while the file is being written, which is slow.
  @Test("waits for the file that is being written, whatever the run ends by")
  func waitsForTheFile() throws {
    try withTemporaryDirectory { folder in
      let directory = try CheckpointDirectory(folder.path)
      let writer = CheckpointWriter(
        directory, observers: [{ stage, _, _ in if stage == .written { usleep(200_000) } }])
      let trainer = try Trainer(
        SmallProblem.model(.sgd(learningRate: 1e30)), on: SmallProblem.data(34),
        options: TrainingOptions(epochs: 100, batchSize: 8), progress: TrainingProgress(),
        checkpoints: writer, saves: CheckpointSchedule(every: .steps(1)), in: .solo)
      #expect(throws: TrainingError.self) { try trainer.train() }
      let newest = try #require(writer.newest)
      #expect(try directory.checkpoints().first == newest)
      _ = try Checkpoint(readingFrom: newest)
    }
  }
}
