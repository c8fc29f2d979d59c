public import Datasets
import Foundation
public import Layers
public import Parallel

extension Model {
  /// Trains a model of one input and one output; every rank of the group calls it.
  ///
  /// A second call goes on where the first ended. Source: Keras 3, `Model.fit`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - epochs: How often all samples are seen, at least once; the number of the last epoch where
  ///     `initialEpoch` is given.
  ///   - batchSize: The samples of one update, on all ranks together.
  ///   - validationSplit: The share of the samples, the last ones, that is not trained on but
  ///     evaluated by rank 0 after each epoch; 0 for none.
  ///   - validationData: Data that rank 0 evaluates after each epoch, instead of a share.
  ///   - shuffle: Whether each epoch has an order of its own.
  ///   - classWeight: What the loss of a class's samples is multiplied by; 1 for other classes.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - initialEpoch: The epochs that count as done.
  ///   - verbose: What is printed.
  ///   - callbacks: What else is told about the run, on rank 0.
  ///   - leafCount: The leaves of the reduction tree: the most ranks that give the same bits.
  ///   - exchange: How gradients are summed.
  ///   - nonFinite: What is done about a step whose loss or gradient is not finite.
  ///   - verificationInterval: After how many steps, each time, the ranks check one another's
  ///     numbers and memory, bit by bit; nil for never.
  ///   - group: The processes that train together; `ProcessGroup.run` gives it.
  /// - Returns: loss and metrics of each epoch; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError`, or MPI's errors.
  @discardableResult
  public func fit(
    _ x: Samples, _ y: Labels, epochs: Int = 1, batchSize: Int = 32, validationSplit: Double = 0,
    validationData: (Samples, Labels)? = nil, shuffle: Bool = true,
    classWeight: [Int: Float]? = nil, sampleWeight: [Float]? = nil, initialEpoch: Int = 0,
    verbose: Verbosity = .bar, callbacks: [any Callback] = [], leafCount: Int = 8,
    exchange: ExchangeKind = .auto, nonFinite: NonFinitePolicy = .stop,
    verificationInterval: Int? = nil, on group: ProcessGroup = .solo
  ) throws -> History {
    try fit(
      [x], [y], epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
      validationData: validationData.map { ([$0.0], [$0.1]) }, shuffle: shuffle,
      classWeight: classWeight, sampleWeight: sampleWeight, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks, leafCount: leafCount, exchange: exchange,
      nonFinite: nonFinite, verificationInterval: verificationInterval, on: group)
  }

  /// Trains a model of any number of inputs and outputs; see the other `fit`.
  ///
  /// - Parameters:
  ///   - x: The samples of each input.
  ///   - y: The labels of each output.
  ///   - epochs: How often all samples are seen, at least once.
  ///   - batchSize: The samples of one update, on all ranks together.
  ///   - validationSplit: The share of the samples that is evaluated instead.
  ///   - validationData: Data that rank 0 evaluates after each epoch.
  ///   - shuffle: Whether each epoch has an order of its own.
  ///   - classWeight: What the loss of a class's samples is multiplied by.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - initialEpoch: The epochs that count as done.
  ///   - verbose: What is printed.
  ///   - callbacks: What else is told about the run, on rank 0.
  ///   - leafCount: The leaves of the reduction tree.
  ///   - exchange: How gradients are summed.
  ///   - nonFinite: What is done about a step whose loss or gradient is not finite.
  ///   - verificationInterval: After how many steps, each time, the ranks check one another's
  ///     numbers and memory, bit by bit; nil for never.
  ///   - group: The processes that train together.
  /// - Returns: loss and metrics of each epoch; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError`, or MPI's errors.
  @discardableResult
  public func fit(
    _ x: [Samples], _ y: [Labels], epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, validationData: ([Samples], [Labels])? = nil,
    shuffle: Bool = true, classWeight: [Int: Float]? = nil, sampleWeight: [Float]? = nil,
    initialEpoch: Int = 0, verbose: Verbosity = .bar, callbacks: [any Callback] = [],
    leafCount: Int = 8, exchange: ExchangeKind = .auto, nonFinite: NonFinitePolicy = .stop,
    verificationInterval: Int? = nil, on group: ProcessGroup = .solo
  ) throws -> History {
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try ProcessGroup.prepareProcessor()
    var parts = try TrainingParts(
      TrainingData(x, y, weights: sampleWeight),
      validation: validationData.map { TrainingData($0.0, $0.1) }, split: validationSplit)
    if let classWeight { parts.train = try parts.train.weighted(byClass: classWeight) }
    let trainer = try Trainer(
      self, on: parts.train,
      options: TrainingOptions(
        epochs: epochs, batchSize: batchSize, shuffle: shuffle, leafCount: leafCount,
        exchange: exchange, nonFinite: nonFinite, verificationInterval: verificationInterval),
      progress: try progress(initialEpoch: initialEpoch), validation: parts.validation,
      callbacks: verbose.callbacks + callbacks, in: group)
    return try trainer.train()
  }

  /// Where a run starts that counts some epochs as done.
  ///
  /// Epochs that the model has seen are not counted twice in the generator's counter, so that
  /// `fit` in two parts is the same as in one.
  private func progress(initialEpoch: Int) throws -> TrainingProgress {
    guard initialEpoch >= 0 else {
      throw TrainingError.invalidValue(
        of: "initialEpoch", expected: "0 or more", found: "\(initialEpoch)")
    }
    return TrainingProgress(
      initialEpoch: initialEpoch, earlierEpochs: max((state?.epochs ?? 0) - initialEpoch, 0),
      iterations: iterations)
  }
}

/// Data to train on, and data that are evaluated after each epoch.
package struct TrainingParts {
  package var train: TrainingData
  package var validation: TrainingData?

  /// All data to train on, or all but the last share of them.
  ///
  /// - Throws: `ValidationSplitError` for a share that cannot be, and `TrainingError.invalidValue`
  ///   where both a share and other data are asked for.
  package init(_ data: TrainingData, validation: TrainingData?, split: Double) throws {
    train = data
    self.validation = validation
    guard split != 0 else { return }
    guard validation == nil else {
      throw TrainingError.invalidValue(
        of: "validationSplit", expected: "0 beside validationData", found: "\(split)")
    }
    let count = data.count
    // Arrays of other lengths are an error of their own, which names them.
    guard data.samples.allSatisfy({ $0.count == count }),
      data.labels.allSatisfy({ $0.count == count }), (data.weights?.count ?? count) == count
    else { return }
    let end = try splitIndex(count: count, validationSplit: split)
    train = data[0..<end]
    self.validation = data[end..<count]
  }
}
