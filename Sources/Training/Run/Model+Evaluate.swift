public import Datasets
package import Engine
import Foundation
public import Layers
public import Parallel

extension Model {
  /// The loss, and the metrics by name in the order of `compile`.
  public typealias Evaluation = (loss: Double, metrics: Logs)

  /// Computes loss and metrics of a model of one input and one output, on rank 0; every rank of
  /// the group calls it.
  ///
  /// ```swift
  /// let (loss, metrics) = try model.evaluate(x, y)
  /// print(loss, metrics["accuracy"] ?? .nan)
  /// ```
  /// Source: Keras 3, `Model.evaluate`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - batchSize: The samples of one step of the progress bar; the result does not depend on it.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - verbose: What is printed.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: the mean loss and the means of the metrics; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError` where ranks call different things, or
  ///   MPI's errors.
  @discardableResult
  public func evaluate(
    _ x: Samples, _ y: Labels, batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    try evaluate(
      [x], [y], batchSize: batchSize, sampleWeight: sampleWeight, verbose: verbose, on: group)
  }

  /// Computes losses and metrics of a model of any number of inputs and outputs: `x` and `y` have
  /// an array for each; see the other `evaluate`.
  ///
  /// Of several outputs each has its own loss among the metrics: `left_loss`.
  @discardableResult
  public func evaluate(
    _ x: [Samples], _ y: [Labels], batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    try checkViews(x, y)
    let means = try means(
      TrainingData(x, y, weights: sampleWeight), batchSize: batchSize, verbose, on: group)
    return (means[0].value, Logs(inOrder: Array(means.dropFirst())))
  }

  /// The means of losses and metrics, the same on every rank.
  package func means(
    _ data: TrainingData, batchSize: Int, _ verbosity: Verbosity, on group: ProcessGroup
  ) throws -> Scores.Means {
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try ProcessGroup.prepareProcessor()
    guard let compilation else { throw ModelError.notCompiled }
    guard batchSize >= 1 else {
      throw TrainingError.invalidValue(
        of: "the batch size", expected: "at least 1", found: "\(batchSize)")
    }
    let graph = try graph()
    try compilation.check(data, against: graph)
    let plan = try variablePlan()
    try group.enter("evaluate", comparing: [("numbers of samples", "\(data.count)")])
    defer { group.rest() }
    let evaluator = try Evaluator(graph, compilation, labels: data.labelKinds)
    return try group.shared(evaluator.scores.names) {
      let bar = EvaluationBar(sampleCount: data.count, batchSize: batchSize, verbose: verbosity)
      let means = try plan.withVariables { variables in
        try evaluator.evaluate(data, variables) { bar.advance(to: $0, $1) }
      }
      bar.finish(means)
      return means
    }
  }

  /// Checks the views, and gives a model without an input shape that of the samples.
  ///
  /// - Throws: `SamplesError` or `LabelError` for a view that could not be made, `ModelError` where
  ///   the samples' shape does not fit the model.
  func checkViews(_ x: [Samples], _ y: [Labels] = []) throws {
    for samples in x { try samples.check() }
    for labels in y { try labels.check() }
    if !isBuilt { try build(inputShapes: x.map { Shape($0.shape) }) }
  }
}
