import Datasets
import Engine
import Layers
import Parallel

extension Trainer {
  /// Saves in the middle of an epoch where it is time to; at its end that is done in any case.
  ///
  /// - Throws: `TrainingError.interrupted` once all is saved, where the run was asked to end, and
  ///   what went wrong with an earlier save.
  func save(after flags: StepFlags) throws {
    try checkpoints?.check()
    let isMidEpoch = progress.stepInEpoch < schedule.stepsPerEpoch
    if isMidEpoch, saves.isDue(afterStep: progress.iterations, flags) {
      try writeCheckpoint()
    }
    guard flags.contains(.stopRequested) else { return }
    if !isMidEpoch {
      // A number that is monitored is not known before the epoch's end, which then is left to the
      // run that goes on: it writes the same checkpoint once more, with the number.
      if best == nil { progress.endEpoch() }
      try writeCheckpoint()
    }
    try checkpoints?.finish()
    throw TrainingError.interrupted(
      iteration: progress.iterations, checkpoint: checkpoints?.newest)
  }

  /// Whether the epoch that has ended is the best so far by the number that is monitored.
  func isBest(_ logs: Logs) -> Bool {
    guard let value = best.flatMap({ logs[$0.monitor] }) else { return false }
    return best?.take(value, iterations: progress.iterations) ?? false
  }

  /// Copies the run as it stands, and leaves it to be written.
  func writeCheckpoint(isBest: Bool = false) throws {
    defer { saves.saved() }
    // A run that ends where it has just saved needs no other save.
    guard let checkpoints, savedProgress != progress else { return }
    savedProgress = progress
    try step.checkMemory(iteration: progress.iterations)
    let start = ContinuousClock().now
    guard let slots = try step.collectSlots() else { return group.expectFirstToWork() }
    try checkpoints.save(
      iterations: progress.iterations, isBest: isBest, checkpoint(step.state(), slots: slots))
    saveEnded?(start, ContinuousClock().now)
  }

  /// Takes weights and slots over into the model, on every rank.
  func keepState() throws {
    var slots = try step.collectSlots() ?? []
    let slotCount = compilation.optimizer.slotNames.count * step.parameterSpace.count
    if slots.isEmpty { slots = [Float](repeating: 0, count: slotCount) }
    try group.broadcast(&slots)
    var state = step.state()
    state.slots = slots
    state.iterations = progress.iterations
    state.epochs = progress.generatorEpoch
    // No rank may give the window back, or begin another run, while another still reads it.
    try group.worldBarrier()
    model.state = state
    try step.close()
  }
}
