public import Datasets
import Foundation
public import Models
public import Parallel

extension Model {
  /// Trains the model; every rank of the group calls it.
  ///
  /// A second call goes on where the first ended. Source: Keras 3, `Model.fit`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - epochs: How often all samples are seen.
  ///   - batchSize: The samples of one update, on all ranks together.
  ///   - validationData: Data that rank 0 evaluates after each epoch.
  ///   - shuffle: Whether each epoch has an order of its own.
  ///   - verbose: What is printed.
  ///   - callbacks: What else is told about the run, on rank 0.
  ///   - leafCount: The leaves of the reduction tree: the most ranks that give the same bits.
  ///   - exchange: How gradients are summed.
  ///   - group: The processes that train together; `ProcessGroup.run` gives it.
  /// - Returns: loss and metrics of each epoch; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError`, or MPI's errors.
  @discardableResult
  public func fit(
    _ x: Samples, _ y: Labels, epochs: Int = 1, batchSize: Int = 32,
    validationData: (Samples, Labels)? = nil, shuffle: Bool = true,
    verbose: Verbosity = .bar, callbacks: [any Callback] = [], leafCount: Int = 8,
    exchange: ExchangeKind = .auto, on group: ProcessGroup = .solo
  ) throws -> History {
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try ProcessGroup.prepareProcessor()
    let options = TrainingOptions(
      epochs: epochs, batchSize: batchSize, shuffle: shuffle, leafCount: leafCount,
      exchange: exchange)
    let trainer = try Trainer(
      self, on: x, y, options: options,
      progress: TrainingProgress(
        earlierEpochs: state?.epochs ?? 0, iterations: state?.iterations ?? 0),
      validation: validationData, callbacks: verbose.callbacks + callbacks, in: group)
    return try trainer.train()
  }

  /// Computes loss and metrics on data, on rank 0; every rank of the group calls it.
  ///
  /// Source: Keras 3, `Model.evaluate`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - batchSize: The samples of one step of the progress bar; the result does not depend on it.
  ///   - verbose: What is printed.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: the mean loss and the accuracy, the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, or MPI's errors.
  @discardableResult
  public func evaluate(
    _ x: Samples, _ y: Labels, batchSize: Int = 32, verbose: Verbosity = .bar,
    on group: ProcessGroup = .solo
  ) throws -> (loss: Double, accuracy: Double) {
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try ProcessGroup.prepareProcessor()
    guard let compilation else { throw ModelError.notCompiled }
    guard batchSize >= 1 else {
      throw TrainingError.invalidValue(
        of: "the batch size", expected: "at least 1", found: "\(batchSize)")
    }
    let graph = try graph()
    try compilation.check(x, y, against: graph)
    let weights = try state?.weights ?? parameterSpace().initialWeights(seed: seed)
    let result = try group.shared {
      let evaluator = try Evaluator(graph, compilation)
      let bar = EvaluationBar(
        sampleCount: x.count, batchSize: batchSize, verbose: verbose,
        showsAccuracy: compilation.metrics.contains(.accuracy))
      let result = unsafe weights.withUnsafeBufferPointer { buffer in
        unsafe buffer.baseAddress.map { base in
          unsafe evaluator.evaluate(x, y, weights: base) { bar.advance(to: $0, $1) }
        }
      }
      if let result { bar.finish(result) }
      return result
    }
    return (result.loss, result.accuracy)
  }

  /// The model's output for each sample, one row after the other, computed by the caller alone.
  ///
  /// Source: Keras 3, `Model.predict`.
  ///
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  public func predict(_ x: Samples) throws -> [[Float]] {
    try ProcessGroup.prepareProcessor()
    guard let compilation else { throw ModelError.notCompiled }
    let graph = try graph()
    try compilation.check(x, against: graph)
    let weights = try state?.weights ?? parameterSpace().initialWeights(seed: seed)
    let evaluator = try Evaluator(graph, compilation)
    let flat = unsafe weights.withUnsafeBufferPointer { buffer in
      unsafe buffer.baseAddress.map { unsafe evaluator.predict(x, weights: $0) } ?? []
    }
    let size = max(graph.calls[graph.outputs[0]].outputShape.elementCount, 1)
    return stride(from: 0, to: flat.count, by: size).map { Array(flat[$0..<$0 + size]) }
  }
}
