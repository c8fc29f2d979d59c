import Engine
import Layers
import Parallel

extension Trainer {
  /// The greatest number of consecutive skipped steps.
  static let mostSkipped = 10

  /// Applies the policy for a step that is not finite; collective.
  ///
  /// A callback that ends the run then does so without an error.
  ///
  /// - Parameters:
  ///   - what: What is not finite.
  ///   - ranks: What each rank has read and computed in the step, where it was digested.
  /// - Throws: `TrainingError.notFinite` when the run must end.
  func skipStep(_ what: String, _ ranks: [RankDigests]) throws {
    let skippedCount = progress.skippedInRow
    let iteration = progress.iterations + 1
    let step = SkippedStep(
      iteration: iteration, epoch: progress.epoch, what: what, policy: options.nonFinite)
    tell { try $0.stepSkipped(step, of: context) }
    try carryOut(shareRequest())
    guard !progress.isStopped else { return }

    guard options.nonFinite != .stop, skippedCount < Self.mostSkipped else {
      let before = skippedCount > 0 ? ", after \(skippedCount) skipped steps," : ""
      throw TrainingError.notFinite(
        what: what + before, epoch: progress.epoch + 1, iteration: iteration)
    }
    let memory = self.step.memory
    if let target = memory.kept[KeptWeights.rollbackTarget] { try memory.restore(target) }
    progress.skipStep()
    model.iterations = progress.iterations
    digested?(DigestRecord(skippedStep: progress.iterations, ranks: ranks))
    report { try $0.stepSkipped(step, of: context) }
  }

  /// Makes the numbers as they are what a rollback returns to.
  ///
  /// What a run returns to must not depend on when it was interrupted: not the newest file, but the
  /// newest that every such run writes. A checkpoint that is written at another moment has it too.
  func takeRollbackTarget() {
    guard options.nonFinite == .rollback else { return }
    let memory = step.memory
    let earlier = memory.kept[KeptWeights.rollbackTarget]
    memory.kept[KeptWeights.rollbackTarget] = memory.copy(into: earlier, withSlots: true)
  }
}
