import Engine
import Layers
import Parallel

/// The execution of callbacks' requests on rank 0 by all ranks in the same step.
///
/// At the beginning and end of an epoch, and after the training, rank 0 broadcasts the request at
/// once. Within an epoch that would add a synchronisation to every step; there a flag is part of
/// the exchange. If it is set, the ranks carry out the request before the step's update, and repeat
/// the step.
extension Trainer {
  /// This rank's flags for the next exchange.
  var requests: StepFlags {
    var flags = saves.requests(on: group)
    if !context.request.isEmpty { flags.insert(.decisionPending) }
    return flags
  }

  /// Calls every callback; an error of one becomes a request to end the run.
  func tell(_ body: (any Callback) throws -> Void) {
    guard !callbacks.isEmpty else { return }
    context.currentLearningRate = currentLearningRate
    let flag = step.memory.group.callbacks
    flag.isSet = true
    defer { flag.isSet = false }
    context.keepingFailure {
      for (index, callback) in callbacks.enumerated() {
        context.callbackIndex = index
        model.optimizerWasSet = false
        context.rateWasSet = false
        try body(callback)
        if model.optimizerWasSet { try adoptOptimizer() }
        if context.rateWasSet { noteRateSetter(callback) }
      }
    }
  }

  /// Notes for the checkpoints whose decision the learning rate is.
  private func noteRateSetter(_ callback: any Callback) {
    let name = String(describing: type(of: callback))
    // It has a state there, and decides at the end of an epoch alone.
    guard !(callback is ReduceLROnPlateau), !rateSetters.contains(name) else { return }
    rateSetters = (rateSetters + [name]).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Turns the learning rate that a callback gave the model's optimizer into a request to the run.
  ///
  /// - Throws: `TrainingError.invalidValue` for any other change, which the optimizer of the run
  ///   does not take over.
  private func adoptOptimizer() throws {
    let own = step.optimizer
    guard let given = model.optimizer else { return }
    try model.checkOptimizerIsPlaced()
    guard given.className == own.className, given.configuration == own.configuration else {
      model.optimizer = own
      throw TrainingError.invalidValue(
        of: "the optimizer that a callback sets",
        expected: "a change of its learning rate alone, or a compile before the next fit",
        found: given.className == own.className
          ? "\(given.className) with other arguments" : given.className)
    }
    let rate = given.learningRate
    guard
      context.request.learningRate != nil
        || ConfigurationValue.part(rate) != .part(own.learningRate)
    else { return }
    guard let constant = rate.constantRate else {
      model.optimizer?.learningRate = own.learningRate
      throw TrainingError.invalidValue(
        of: "the learning rate that a callback sets", expected: "a number", found: rate.className)
    }
    context.learningRate = constant
  }

  /// Calls every reporter; an error of one becomes a request to end the run.
  func report(_ body: (any Callback) throws -> Void) {
    guard !reporters.isEmpty else { return }
    context.currentLearningRate = currentLearningRate
    context.keepingFailure { try reporters.forEach(body) }
  }

  /// The learning rate of the next update.
  var currentLearningRate: Float {
    step.optimizer.learningRate.rate(atStep: progress.iterations)
  }

  /// Broadcasts the callbacks' requests of rank 0.
  func shareRequest() throws -> RunRequest {
    try RunRequest(bytes: group.fromFirst { context.takeRequest().bytes })
  }

  /// Receives rank 0's request in the middle of a step; returns whether to update.
  func decide() throws -> Bool {
    let request = try shareRequest()
    guard request.changesRateOnly else {
      postponed = request
      return false
    }
    try carryOut(request)
    return true
  }

  /// Carries out the postponed request before the step is repeated.
  func carryOutPostponed() throws {
    let request = postponed
    postponed = RunRequest()
    try carryOut(request)
  }

  /// Carries out a request, the same on every rank; collective.
  func carryOut(_ request: RunRequest) throws {
    if let text = request.failure {
      failureIsShared = true
      throw context.failure ?? ParallelError.onWorkingRank(0, error: text)
    }
    if let rate = request.learningRate { try setLearningRate(rate) }
    let memory = step.memory
    for action in request.actions {
      savedProgress = nil
      switch action {
      case .keep(let index): memory.kept[index] = memory.copy(into: memory.kept[index])
      case .restore(let index):
        guard let copy = memory.kept[index] else { continue }
        try memory.restore(copy)
        noteRestoration()
      case .write(let path, let weightsOnly):
        try writeModel(to: path, weightsOnly: weightsOnly)
      }
    }
    if request.saves { try writeCheckpoint(isTarget: true) }
    if request.stops { progress.isStopped = true }
  }

  /// Notes for the checkpoints that the weights are not those of the last step.
  private func noteRestoration() {
    guard restorations.last != progress.iterations else { return }
    restorations =
      (restorations + [progress.iterations]).suffix(CheckpointHeader.restorationLimit)
  }

  private func setLearningRate(_ rate: Float) throws {
    // What a callback gave it is not left there where it is refused.
    model.optimizer?.learningRate = step.optimizer.learningRate
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
