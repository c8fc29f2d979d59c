public import Datasets
import Engine
public import Layers
import Parallel

extension Model {
  /// Returns the gradient of a batch's mean loss with respect to every trainable parameter, by the
  /// names of `weights()` and in their order; the weights do not change.
  ///
  /// The calling rank computes it alone, from the current weights, and a callback may: the bits are
  /// the same on any number of ranks, those of a training step with eight leaves. The model must be
  /// compiled, for its loss; gradients are not clipped.
  ///
  /// ```swift
  /// for (name, _, values) in try model.gradients(x.prefix(128), y.prefix(128), training: true) {
  ///   print(name, values.map(abs).max() ?? 0)
  /// }
  /// ```
  /// Source: Keras 3, a gradient tape around `model(x, training=False)` and the loss.
  ///
  /// - Parameters:
  ///   - x: The samples of the batch, of the model's input shape.
  ///   - y: Their labels, in the encoding of the loss.
  ///   - sampleWeight: The weight of each sample's loss.
  ///   - training: Whether layers compute as in training: dropout drops what it would of the first
  ///     samples of the next epoch, batch normalization takes the batch's statistics, and leaves
  ///     its moving averages as they are.
  /// - Returns: The name, the shape and the row-major elements of each parameter's gradient.
  /// - Throws: `ModelError`, or `TrainingError` for data that do not fit the model.
  public func gradients(
    _ x: Samples, _ y: Labels, sampleWeight: [Float]? = nil, training: Bool = false
  ) throws -> [(name: String, shape: [Int], values: [Float])] {
    try gradients([x], [y], sampleWeight: sampleWeight, training: training)
  }

  /// Returns the gradients of a model with any number of inputs and outputs: `x` and `y` have an
  /// array for each; see the other `gradients`.
  public func gradients(
    _ x: [Samples], _ y: [Labels], sampleWeight: [Float]? = nil, training: Bool = false
  ) throws -> [(name: String, shape: [Int], values: [Float])] {
    try ProcessGroup.prepareProcessor()
    try checkViews(x, y)
    return try gradients(of: TrainingData(x, y, weights: sampleWeight), training: training)
  }

  /// Returns the gradients of the mean loss of some data, as one batch; see the other `gradients`.
  func gradients(
    of data: TrainingData, training: Bool
  ) throws -> [(name: String, shape: [Int], values: [Float])] {
    guard let compilation else { throw ModelError.notCompiled }
    let graph = try graph()
    try compilation.check(data, against: graph)
    let shard = try Shard(
      of: ReductionTree(leafCount: RunOptions().leafCount), rank: 0, worldSize: 1)
    let share = StepShares(of: shard, summing: WholeBatch()).share(
      of: StepBatch(
        indices: (0..<data.count).map { Int32($0) }[...],
        draws: SampleDraws(seed: seed, epoch: epochs, firstSample: 0), epoch: 1, iteration: 1))
    let recorder = try PassRecorder(
      graph, compilation.objective, labels: data.labelKinds, capacity: data.count)
    let recording = try variablePlan().withVariables { variables in
      try variables.withCopiedStatistics(count: variablePlan().variableSpace.count) {
        try recorder.record(share, of: data, $0, asInference: !training)
      }
    }
    return recording.parameterGradients.map { ($0.name, $0.shape, $0.values) }
  }
}

extension ModelVariables {
  /// Calls `body` with the same weights and a copy of the other variables, which a training pass
  /// changes.
  func withCopiedStatistics<Result>(
    count: Int, _ body: (ModelVariables) throws -> Result
  ) rethrows -> Result {
    let copy = Arena(count: count)
    unsafe copy.base.update(from: nonTrainable, count: count)
    return try withExtendedLifetime(copy) {
      try unsafe body(ModelVariables(weights: trainable, others: copy.base))
    }
  }
}
