public import Datasets
import Engine
public import Layers
public import Parallel

extension Model {
  /// Trains a model with one input and one output; collective over the group.
  ///
  /// A second call continues where the first ended. Ranks with different arguments, models or data
  /// end with an error that names the difference. Source: Keras 3, `Model.fit`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, in the encoding of the loss.
  ///   - epochs: The number of epochs, at least 1; with `initialEpoch`, the number of the last
  ///     epoch.
  ///   - batchSize: The number of samples of one update, on all ranks together.
  ///   - validationSplit: The fraction of the samples, the last ones, that is excluded from
  ///     training and evaluated by rank 0 after each epoch; 0 for none.
  ///   - validationData: Data that rank 0 evaluates after each epoch, instead of a fraction.
  ///   - shuffle: Whether the samples are shuffled in each epoch.
  ///   - classWeight: The weights of the samples' losses by class; 1 for other classes.
  ///   - sampleWeight: The weight of each sample's loss.
  ///   - initialEpoch: The number of epochs that count as completed.
  ///   - verbose: The output: `.silent`, `.bar`, `.line`, or Keras's 0, 1, 2.
  ///   - callbacks: The callbacks, called on rank 0.
  ///   - options: Further settings: checkpoints and resuming, the exchange, logs.
  ///   - group: The processes that train together, from `ProcessGroup.run`.
  /// - Returns: Loss and metrics of each epoch, the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError`, and errors of checkpoints, MPI and
  ///   callbacks.
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

  /// Trains a model with any number of inputs and outputs: `x` and `y` have an array for each; see
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
