package import Parallel

/// How the loop goes through the data.
package struct TrainingOptions: Sendable, Equatable {
  /// How often all samples are seen.
  package var epochs: Int
  /// The samples of one optimizer step, on all ranks together.
  package var batchSize: Int
  /// Whether each epoch has an order of its own.
  package var shuffle: Bool
  /// The epochs that count as done.
  package var initialEpoch = 0
  /// The leaves of every batch's reduction tree.
  package var leafCount: Int
  /// How the ranks' gradients are summed.
  package var exchange: ExchangeKind
  /// The number of updates, counted from the run's very start, after which training ends; nil for
  /// no such limit.
  package var maximumIterations: Int?
  /// What is done about a step whose loss or gradient is not finite.
  package var nonFinite: NonFinitePolicy
  /// The steps between two checks of the ranks' numbers and memory; nil for none.
  package var verificationInterval: Int?

  /// Options with Keras's defaults, eight leaves and the exchange that fits the hosts.
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

  /// The arguments of `fit`, and the rare settings.
  package init(
    epochs: Int, batchSize: Int, shuffle: Bool, initialEpoch: Int = 0, _ options: RunOptions
  ) {
    self.init(
      epochs: epochs, batchSize: batchSize, shuffle: shuffle, leafCount: options.leafCount,
      exchange: options.exchange, maximumIterations: options.maximumSteps,
      nonFinite: options.nonFinite, verificationInterval: options.verificationInterval)
    self.initialEpoch = initialEpoch
  }

  /// - Throws: `TrainingError.invalidValue` naming the first invalid option.
  package func check() throws {
    func check(_ value: Int?, _ name: String, from least: Int) throws(TrainingError) {
      guard let value, value < least else { return }
      throw .invalidValue(
        of: name, expected: least == 0 ? "0 or more" : "at least \(least)", found: "\(value)")
    }
    try check(epochs, "the number of epochs", from: 1)
    try check(batchSize, "the batch size", from: 1)
    try check(initialEpoch, "initialEpoch", from: 0)
    try check(maximumIterations, "the number of steps", from: 0)
    try check(
      verificationInterval, "the number of steps between verifications", from: 1)
    _ = try ReductionTree(leafCount: leafCount)
  }
}
