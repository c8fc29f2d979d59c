import Engine
import Layers
import Parallel

extension Trainer {
  /// The steps in a row that may be left out: more are no accident.
  private static let mostLeftOut = 10

  /// Does what was asked for about a step that is not finite; every rank calls it.
  ///
  /// - Throws: `TrainingError.notFinite` where the run is to end.
  func leaveOut(_ what: String) throws {
    leftOutCount += 1
    let iteration = progress.iterations + 1
    guard options.nonFinite != .stop, leftOutCount <= Self.mostLeftOut else {
      let before = leftOutCount > 1 ? ", after \(leftOutCount - 1) steps that were left out," : ""
      throw TrainingError.notFinite(
        what: what + before, epoch: progress.epoch + 1, iteration: iteration)
    }
    if options.nonFinite == .rollback { try rollBack() }
    progress.leaveOutStep()
    let step = LeftOutStep(
      iteration: iteration, epoch: progress.epoch, what: what, policy: options.nonFinite)
    callbacks.forEach { $0.stepLeftOut(step, of: run) }
  }

  /// Returns to the weights and slots of the newest checkpoint, or to those that the run began with.
  private func rollBack() throws {
    try checkpoints?.finish()
    var state = try model.currentState()
    if group.isFirst, let path = checkpoints?.newest {
      state = try Checkpoint(readingFrom: path).state(of: model)
    }
    try group.share(&state, slotCount: compilation.optimizer.slotNames.count)
    try step.restore(state)
  }
}
