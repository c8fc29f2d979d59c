public import Datasets
import Engine
public import Layers
public import Parallel

extension Model {
  /// Trains a model of one input and one output; every rank of the group calls it.
  ///
  /// A second call goes on where the first ended. Ranks that are given different arguments, models
  /// or data end with the error that names what differs. Source: Keras 3, `Model.fit`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - epochs: How often all samples are seen, at least once; the number of the last epoch where
  ///     `initialEpoch` is given.
  ///   - batchSize: The samples of one update, on all ranks together.
  ///   - validationSplit: The fraction of the samples, the last ones, that is not trained on but
  ///     evaluated by rank 0 after each epoch; 0 for none.
  ///   - validationData: Data that rank 0 evaluates after each epoch, instead of a fraction.
  ///   - shuffle: Whether each epoch has an order of its own.
  ///   - classWeight: What the loss of a class's samples is multiplied by; 1 for other classes.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - initialEpoch: The epochs that count as done.
  ///   - verbose: What is printed: `.silent`, `.bar`, `.line`, or Keras's 0, 1, 2.
  ///   - callbacks: What else takes part in the run, on rank 0.
  ///   - options: The rare settings: checkpoints and resuming, the exchange, logs.
  ///   - group: The processes that train together; `ProcessGroup.run` gives it.
  /// - Returns: loss and metrics of each epoch; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError`, errors of checkpoints and MPI, and
  ///   what callbacks throw.
  @discardableResult
  public func fit(
    _ x: Samples, _ y: Labels, epochs: Int = 1, batchSize: Int = 32, validationSplit: Double = 0,
    validationData: (Samples, Labels)? = nil, shuffle: Bool = true,
    classWeight: [Int: Float]? = nil, sampleWeight: [Float]? = nil, initialEpoch: Int = 0,
    verbose: Verbosity = .bar, callbacks: [any Callback] = [],
    options: RunOptions = RunOptions(), on group: ProcessGroup = .solo
  ) throws -> History {
    try fit(
      [x], [y], epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
      validationData: validationData.map { ([$0.0], [$0.1]) }, shuffle: shuffle,
      classWeight: classWeight, sampleWeight: sampleWeight, initialEpoch: initialEpoch,
      verbose: verbose, callbacks: callbacks, options: options, on: group)
  }

  /// Trains a model of any number of inputs and outputs: `x` and `y` have an array for each; see
  /// the other `fit`.
  @discardableResult
  public func fit(
    _ x: [Samples], _ y: [Labels], epochs: Int = 1, batchSize: Int = 32,
    validationSplit: Double = 0, validationData: ([Samples], [Labels])? = nil,
    shuffle: Bool = true, classWeight: [Int: Float]? = nil, sampleWeight: [Float]? = nil,
    initialEpoch: Int = 0, verbose: Verbosity = .bar, callbacks: [any Callback] = [],
    options: RunOptions = RunOptions(), on group: ProcessGroup = .solo
  ) throws -> History {
    try TrainingRun(
      self, x, y, epochs: epochs, batchSize: batchSize, validationSplit: validationSplit,
      validationData: validationData, shuffle: shuffle, classWeight: classWeight,
      sampleWeight: sampleWeight, initialEpoch: initialEpoch, verbose: verbose,
      callbacks: callbacks, options: options, on: group
    ).start()
  }
}
