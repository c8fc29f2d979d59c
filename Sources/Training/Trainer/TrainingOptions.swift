package import Parallel

/// The options of the training loop.
package struct TrainingOptions: Sendable, Equatable {
  /// The number of epochs.
  package var epochs: Int
  /// The number of samples of one optimizer step, on all ranks together.
  package var batchSize: Int
  /// Whether the samples are shuffled in each epoch.
  package var shuffle: Bool
  /// The number of epochs that count as completed.
  package var initialEpoch = 0
  /// The leaf count of the reduction tree.
  package var leafCount: Int
  /// The exchange of gradients.
  package var exchange: ExchangeKind
  /// The number of updates, counted from the start of the run, after which training ends; nil for
  /// no limit.
  package var maximumIterations: Int?
  /// The policy for a step with a loss or gradient that is not finite.
  package var nonFinite: NonFinitePolicy
  /// The number of steps between verifications; nil for none.
  package var verificationInterval: Int?
  /// The ranks that evaluate the validation data.
  package var evaluationRanks = EvaluationRanks.first

  /// Creates options with Keras's defaults, eight leaves and the exchange that suits the hosts.
  package init(
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

  /// Creates options from the arguments of `fit`.
  package init(
    epochs: Int, batchSize: Int, shuffle: Bool, initialEpoch: Int = 0, _ options: RunOptions
  ) {
    self.init(
      epochs: epochs, batchSize: batchSize, shuffle: shuffle, leafCount: options.leafCount,
      exchange: options.exchange, maximumIterations: options.maximumSteps,
      nonFinite: options.nonFinite, verificationInterval: options.verificationInterval)
    self.initialEpoch = initialEpoch
    evaluationRanks = options.evaluationRanks
  }

  /// The same options for a model that has made some updates already, which do not count.
  package func counted(from iterations: Int) -> TrainingOptions {
    var options = self
    options.maximumIterations = maximumIterations.map { count in
      let (sum, overflows) = count.addingReportingOverflow(iterations)
      return overflows ? Int.max : sum
    }
    return options
  }

  /// - Throws: `TrainingError.invalidValue` for a batch without samples.
  static func check(batchSize: Int) throws(TrainingError) {
    guard batchSize < 1 else { return }
    throw .invalidValue(of: "the batch size", expected: "at least 1", found: "\(batchSize)")
  }

  /// - Throws: `TrainingError.invalidValue` naming the first invalid option.
  package func check() throws {
    func check(_ value: Int?, _ name: String, from least: Int) throws(TrainingError) {
      guard let value, value < least else { return }
      throw .invalidValue(
        of: name, expected: least == 0 ? "0 or more" : "at least \(least)", found: "\(value)")
    }
    try check(epochs, "the number of epochs", from: 1)
    try Self.check(batchSize: batchSize)
    try check(initialEpoch, "initialEpoch", from: 0)
    try check(maximumIterations, "the number of steps", from: 0)
    try check(
      verificationInterval, "the number of steps between verifications", from: 1)
    _ = try ReductionTree(leafCount: leafCount)
  }
}
