import Lockstep
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
    #expect(model.state?.iterations == min(count, 10))
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
  @Test("trains alone with any exchange", arguments: ExchangeKind.allCases)
  func exchanges(exchange: ExchangeKind) throws {
    let model = try SmallProblem.model()
    _ = try trainer(model, TrainingOptions(batchSize: 8, exchange: exchange)).train()
    let usual = try SmallProblem.model()
    _ = try trainer(usual, TrainingOptions(batchSize: 8)).train()
    #expect(try firstDifference(model, usual) == nil)
  }

  @Test("goes on where a checkpoint was made, in the middle of an epoch")
  func goesOn() throws {
    let whole = try SavedRun.with(epochs: 3) { run in (run.model, try run.checkpoint()) }
    try SavedRun.with(epochs: 3, maximumIterations: 7) { run in
      let saved = try run.checkpoint()
      let model = try saved.restoredModel()
      let trainer = try trainer(
        model, TrainingOptions(epochs: 3, batchSize: 8), from: saved.progress)
      let history = try trainer.train()
      #expect(try firstDifference(model, whole.0) == nil)
      #expect(history.epochs == [1, 2])
      #expect(history["loss"] == whole.1.progress.history.dropFirst().map(meanLoss))
    }
  }
}
