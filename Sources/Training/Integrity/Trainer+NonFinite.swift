import Engine
import Layers
import Parallel

extension Trainer {
  /// The steps in a row that may be skipped: more are no accident.
  private static let mostSkipped = 10

  /// Does what was asked for about a step that is not finite; every rank calls it.
  ///
  /// A callback that ends the run then does so without an error.
  ///
  /// - Throws: `TrainingError.notFinite` where the run is to end.
  func skipStep(_ what: String) throws {
    skippedCount += 1
    let iteration = progress.iterations + 1
    let step = SkippedStep(
      iteration: iteration, epoch: progress.epoch, what: what, policy: options.nonFinite)
    try tell { try $0.stepSkipped(step, of: context) }
    try carryOut(shareRequest())
    guard !progress.isStopped else { return }

    guard options.nonFinite != .stop, skippedCount <= Self.mostSkipped else {
      let before = skippedCount > 1 ? ", after \(skippedCount - 1) steps that were left out," : ""
      throw TrainingError.notFinite(
        what: what + before, epoch: progress.epoch + 1, iteration: iteration)
    }
    if options.nonFinite == .rollback { try rollBack() }
    progress.skipStep()
    model.iterations = progress.iterations
    try report { try $0.stepSkipped(step, of: context) }
  }

  /// Returns to the weights and slots of the newest checkpoint, or to those that the run began
  /// with.
  private func rollBack() throws {
    try finishSaves()
    let path = checkpoints?.newest
    guard try group.fromFirst({ path == nil ? [] : [1] }) == [1] else {
      if let start { try step.memory.restore(start) }
      return
    }
    let state = try path.map { try Checkpoint(readingFrom: $0).state(of: model) }
    try step.memory.receive(state, compilation.optimizer)
  }
}
