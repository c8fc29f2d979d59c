import Engine
import FileFormats
public import Layers

/// The state of a run as a callback sees it, and its requests to the run.
///
/// All ranks carry out requests together: those of `epochBegan`, `epochEnded` and `trainingEnded`
/// at once, those of `stepEnded` before the next step's update.
public final class RunContext {
  /// The model, with its current weights.
  public let model: Model
  /// The number of epochs of the run.
  public let epochs: Int
  /// The number of epochs completed before this run: above 0 where it resumes.
  package let initialEpoch: Int
  /// Whether the run was resumed from a checkpoint.
  package let isResumed: Bool
  /// The number of steps of one epoch.
  public let stepsPerEpoch: Int
  /// The number of ranks.
  package let worldSize: Int
  /// The number of hosts.
  package let hostCount: Int
  /// The exchange's name.
  package let exchange: String

  /// The learning rate of the next update.
  ///
  /// Setting it replaces a constant rate for the rest of the run, and in the model's optimizer, as
  /// `model.optimizer?.learningRate = rate` does here; to replace a schedule is an error that ends
  /// the run, as in Keras.
  public var learningRate: Float {
    get { request.learningRate ?? currentLearningRate }
    set {
      request.learningRate = newValue
      rateWasSet = true
    }
  }

  /// Whether a callback has set the rate since this was last false.
  package var rateWasSet = false

  /// The training data; nil where a callback is called without a run.
  package let data: TrainingData?
  /// The samples of one step, on all ranks together.
  package let batchSize: Int

  /// The direction of improvement of each number of the logs.
  package let directions: MonitorDirections

  /// The pending requests.
  package private(set) var request = RunRequest()
  /// The first error on rank 0, by which the pending requests end the run.
  private(set) var failure: (any Error)?
  /// The index of the current callback: weights are kept for each callback.
  package var callbackIndex = 0
  /// The learning rate before the pending requests.
  package var currentLearningRate: Float = 0

  package init(
    model: Model, epochs: Int, initialEpoch: Int, isResumed: Bool, stepsPerEpoch: Int,
    worldSize: Int, hostCount: Int, exchange: String, directions: MonitorDirections,
    data: TrainingData? = nil, batchSize: Int = 1
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
    self.data = data
    self.batchSize = batchSize
  }

  /// Ends the training after this step if called in `stepEnded`, otherwise after this epoch.
  public func stop() { request.stops = true }

  /// Writes a checkpoint of the current state, if the run has a checkpoint folder.
  public func save() { request.saves = true }

  /// Writes the model to a file.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - weightsOnly: Whether the optimizer's state is omitted.
  public func save(to path: String, weightsOnly: Bool = false) {
    request.actions.append(.write(path, weightsOnly: weightsOnly))
  }

  /// Keeps a copy of the weights for this callback, replacing an earlier one; each rank copies the
  /// slice that it owns.
  public func keepWeights() { request.actions.append(.keep(callbackIndex)) }

  /// Restores the weights that this callback kept last, if any.
  public func restoreWeights() { request.actions.append(.restore(callbackIndex)) }

  /// Prints a line to the output of the progress bars, on rank 0.
  public func print(_ line: String) { output(line.withHarmlessLines() + "\n") }

  /// Writes text to the output.
  package var output: (String) -> Void = Terminal.standardOutput.write

  /// Calls `body`, whose error ends the run on all ranks with the pending requests: one that is
  /// thrown here and caught by the program would leave the other ranks waiting.
  func keepingFailure(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do {
      try body()
    } catch {
      failure = error
      request.failure = "\(error)"
    }
  }

  /// Returns the pending requests and clears them.
  package func takeRequest() -> RunRequest {
    defer { request = RunRequest() }
    return request
  }
}

@available(*, unavailable)
extension RunContext: Sendable {}
