public import Parallel

/// How `fit` goes through the data.
public struct TrainingOptions: Sendable, Equatable {
  /// How often all samples are seen, at least once.
  public var epochs: Int
  /// The samples of one optimizer step, on all ranks together.
  public var batchSize: Int
  /// Whether each epoch has an order of its own.
  public var shuffle: Bool
  /// The leaves of every batch's reduction tree, a power of two: the most ranks there can be.
  public var leafCount: Int
  /// How the ranks' gradients are summed.
  public var exchange: ExchangeKind
  /// The number of updates, counted from the run's very start, after which training ends; nil for
  /// no such limit.
  public var maximumIterations: Int?
  /// What is done about a step whose loss or gradient is not finite.
  public var nonFinite: NonFinitePolicy
  /// After how many steps, each time, the ranks check one another's numbers and memory; nil for
  /// never.
  public var verificationInterval: Int?

  /// Options with Keras's defaults, eight leaves and the exchange that fits the hosts.
  public init(
    epochs: Int = 1, batchSize: Int = 32, shuffle: Bool = true, leafCount: Int = 8,
    exchange: ExchangeKind = .auto, maximumIterations: Int? = nil,
    nonFinite: NonFinitePolicy = .stop, verificationInterval: Int? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.shuffle = shuffle
    self.leafCount = leafCount
    self.exchange = exchange
    self.maximumIterations = maximumIterations
    self.nonFinite = nonFinite
    self.verificationInterval = verificationInterval
  }

  /// - Throws: `TrainingError.invalidValue` naming the first option that cannot be.
  package func check() throws {
    guard epochs >= 1 else {
      throw TrainingError.invalidValue(
        of: "the number of epochs", expected: "at least 1", found: "\(epochs)")
    }
    guard batchSize >= 1 else {
      throw TrainingError.invalidValue(
        of: "the batch size", expected: "at least 1", found: "\(batchSize)")
    }
    if let maximumIterations, maximumIterations < 0 {
      throw TrainingError.invalidValue(
        of: "the number of steps", expected: "0 or more", found: "\(maximumIterations)")
    }
    if let verificationInterval, verificationInterval < 1 {
      throw TrainingError.invalidValue(
        of: "the number of steps between verifications", expected: "at least 1",
        found: "\(verificationInterval)")
    }
    _ = try ReductionTree(leafCount: leafCount)
  }
}

/// What is done about a step whose loss or gradient has a number that is none, or is infinite.
///
/// It is found before anything is updated, and all ranks do the same.
public enum NonFinitePolicy: String, Sendable, CaseIterable {
  /// The run ends with an error that names the rank, the layer and the samples.
  case stop
  /// The step's update is left out; the step still counts.
  case skip
  /// The step's update is left out, and weights and optimizer return to what the newest checkpoint of
  /// the run has, or to what the run began with; the order of samples goes on.
  case rollback
}
