import Engine
import Layers
import Parallel

/// How what callbacks ask for on rank 0 is done on all ranks in the same step.
///
/// At an epoch's begin and end, and after the training, rank 0 sends the request at once. Within an
/// epoch that would cost every step a synchronisation; there a flag travels with the exchange that
/// the step has anyway. Where it is set, the ranks carry the request out before the step's update,
/// and begin the step again: as if they had met before it.
extension Trainer {
  /// What this rank tells all others with the next exchange.
  var requests: StepFlags {
    var flags = saves.requests(on: group)
    if !context.request.isEmpty { flags.insert(.decisionPending) }
    return flags
  }

  /// Calls every callback.
  func tell(_ body: (any Callback) throws -> Void) rethrows {
    guard !callbacks.isEmpty else { return }
    context.currentLearningRate = currentLearningRate
    for (index, callback) in callbacks.enumerated() {
      context.callbackIndex = index
      try body(callback)
    }
  }

  /// Calls everything that reports.
  func report(_ body: (any Callback) throws -> Void) rethrows {
    try reporters.forEach(body)
  }

  /// The learning rate of the next update.
  var currentLearningRate: Float {
    step.optimizer.learningRate.rate(atStep: progress.iterations)
  }

  /// What callbacks have asked for on rank 0, on every rank.
  func shareRequest() throws -> RunRequest {
    try RunRequest(bytes: group.fromFirst { context.takeRequest().bytes })
  }

  /// Takes rank 0's request in the middle of a step; returns whether the update goes on.
  func decide() throws -> Bool {
    let request = try shareRequest()
    guard request.changesRateOnly else {
      postponed = request
      return false
    }
    try carryOut(request)
    return true
  }

  /// Does what was asked for before a step that is then made again.
  func carryOutPostponed() throws {
    let request = postponed
    postponed = RunRequest()
    try carryOut(request)
  }

  /// Does what callbacks have asked for; every rank calls it with the same.
  func carryOut(_ request: RunRequest) throws {
    if let rate = request.learningRate { try setLearningRate(rate) }
    let memory = step.memory
    for action in request.actions {
      savedProgress = nil
      switch action {
      case .keep(let index): memory.kept[index] = memory.copy(into: memory.kept[index])
      case .restore(let index):
        if let copy = memory.kept[index] { try memory.restore(copy) }
      case .write(let path, let weightsOnly):
        try writeModel(to: path, weightsOnly: weightsOnly)
      }
    }
    if request.saves { try writeCheckpoint(isTarget: true) }
    if request.stops { progress.isStopped = true }
  }

  private func setLearningRate(_ rate: Float) throws {
    guard compilation.optimizer.learningRate.constantRate != nil else {
      throw TrainingError.invalidValue(
        of: "the learning rate that a callback sets",
        expected: "an optimizer with a constant rate: a schedule cannot be replaced",
        found: "\(rate) beside \(compilation.optimizer.learningRate.className)")
    }
    guard rate.isFinite, rate >= 0 else {
      throw TrainingError.invalidValue(
        of: "the learning rate that a callback sets", expected: "a number from 0 up",
        found: "\(rate)")
    }
    progress.learningRate = rate
    step.optimizer.learningRate = rate
    model.optimizer?.learningRate = rate
  }
}
