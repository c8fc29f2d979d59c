import Engine
public import Layers

/// What a callback sees of its run, and what it may ask of it.
///
/// Requests are carried out by all ranks together: those of `epochBegan`, `epochEnded` and
/// `trainingEnded` at once, those of `stepEnded` before the next step's update.
public final class RunContext {
  /// The model that is trained; its weights and predictions are those of this moment.
  public let model: Model
  /// The epochs asked for.
  public let epochs: Int
  /// The epochs that were done before this run began: more than 0 where it resumes.
  package let initialEpoch: Int
  /// Whether the run goes on from a checkpoint.
  package let isResumed: Bool
  /// The steps of one epoch.
  public let stepsPerEpoch: Int
  /// The number of ranks.
  package let worldSize: Int
  /// The number of hosts.
  package let hostCount: Int
  /// The exchange's name.
  package let exchange: String

  /// The learning rate of the next update.
  ///
  /// Setting it replaces a constant rate for the rest of the run, and in the model's optimizer; a
  /// schedule cannot be replaced, which ends the run with an error as in Keras.
  public var learningRate: Float {
    get { request.learningRate ?? currentLearningRate }
    set { request.learningRate = newValue }
  }

  /// Which way each number of the logs gets better.
  package let directions: MonitorDirections

  /// What was asked for since it was last carried out.
  package private(set) var request = RunRequest()
  /// The index of the callback that is being called: weights are kept for each callback.
  package var callbackIndex = 0
  /// The learning rate before what was asked for.
  package var currentLearningRate: Float = 0

  package init(
    model: Model, epochs: Int, initialEpoch: Int, isResumed: Bool, stepsPerEpoch: Int,
    worldSize: Int, hostCount: Int, exchange: String, directions: MonitorDirections
  ) {
    self.model = model
    self.epochs = epochs
    self.initialEpoch = initialEpoch
    self.isResumed = isResumed
    self.stepsPerEpoch = stepsPerEpoch
    self.worldSize = worldSize
    self.hostCount = hostCount
    self.exchange = exchange
    self.directions = directions
  }

  /// Ends the training: after this step where a step's callback asks, and else after this epoch.
  public func stop() { request.stops = true }

  /// Writes a checkpoint of the run as it is now, where the run has a folder for checkpoints.
  public func save() { request.saves = true }

  /// Writes the model to a file; `{epoch}` and so on have been replaced.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - weightsOnly: Whether the optimizer's state is omitted.
  public func save(to path: String, weightsOnly: Bool = false) {
    request.actions.append(.write(path, weightsOnly: weightsOnly))
  }

  /// Keeps a copy of the weights for this callback, in place of an earlier one; each rank copies
  /// the slice that it owns.
  public func keepWeights() { request.actions.append(.keep(callbackIndex)) }

  /// Returns to the weights that this callback kept last; without any, nothing changes.
  public func restoreWeights() { request.actions.append(.restore(callbackIndex)) }

  /// Writes a line where the run's bars go, on rank 0.
  public func print(_ line: String) { output(line + "\n") }

  /// Where lines go.
  package var output: (String) -> Void = Terminal.standardOutput.write

  /// Returns what was asked for, which is then no longer pending.
  package func takeRequest() -> RunRequest {
    defer { request = RunRequest() }
    return request
  }
}

@available(*, unavailable)
extension RunContext: Sendable {}
