public import Datasets
package import Engine
import Foundation
public import Layers
public import Parallel

extension Model {
  /// The loss, and the metrics by name in the order of `compile`.
  public typealias Evaluation = (loss: Double, metrics: Logs)

  /// Computes loss and metrics of a model with one input and one output, on rank 0; collective over
  /// the group.
  ///
  /// In a callback, which rank 0 alone runs, rank 0 computes them for itself.
  ///
  /// ```swift
  /// let (loss, metrics) = try model.evaluate(x, y)
  /// print(loss, metrics["accuracy"] ?? .nan)
  /// ```
  /// Source: Keras 3, `Model.evaluate`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, in the encoding of the loss.
  ///   - batchSize: The number of samples of one step of the progress bar; the result does not
  ///     depend on it.
  ///   - sampleWeight: The weight of each sample's loss.
  ///   - verbose: The output.
  ///   - ranks: The ranks that compute; the result does not depend on it.
  ///   - group: The processes, from `ProcessGroup.run`.
  /// - Returns: the mean loss and the means of the metrics; the same on every rank.
  /// - Throws: `ModelError`, `TrainingError`, `ParallelError` when ranks make different calls, or
  ///   MPI's errors.
  @discardableResult
  public func evaluate(
    _ x: Samples, _ y: Labels, batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, ranks: EvaluationRanks = .first, on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    try evaluate(
      [x], [y], batchSize: batchSize, sampleWeight: sampleWeight, verbose: verbose, ranks: ranks,
      on: group)
  }

  /// Computes losses and metrics of a model with any number of inputs and outputs: `x` and `y` have
  /// an array for each; see the other `evaluate`.
  ///
  /// With several outputs, the metrics include the loss of each: `left_loss`.
  @discardableResult
  public func evaluate(
    _ x: [Samples], _ y: [Labels], batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, ranks: EvaluationRanks = .first, on group: ProcessGroup = .solo
  ) throws -> Evaluation {
    try checkViews(x, y)
    let means = try means(
      TrainingData(x, y, weights: sampleWeight), batchSize: batchSize, verbose, ranks: ranks,
      on: group)
    return (means[0].value, Logs(inOrder: Array(means.dropFirst())))
  }

  /// Returns the means of losses and metrics, the same on every rank.
  package func means(
    _ data: TrainingData, batchSize: Int, _ verbosity: Verbosity,
    ranks: EvaluationRanks = .first, on group: ProcessGroup
  ) throws -> Scores.Means {
    let graph = try graph()
    let isInCallback =
      group.callbacks.isSet || graph.calls.contains { $0.layer.state.isInCallback }
    let group = isInCallback ? ProcessGroup.selfOnly : group
    try group.checkLaunch(ProcessInfo.processInfo.environment)
    try ProcessGroup.prepareProcessor()
    try checkOptimizerIsPlaced()
    guard let compilation else { throw ModelError.notCompiled }
    try TrainingOptions.check(batchSize: batchSize)
    try compilation.check(data, against: graph)
    let plan = try variablePlan()
    var facts = [("numbers of samples", "\(data.count)"), ("ranks that evaluate", ranks.rawValue)]
    facts += data.facts("the data to evaluate")
    let isShared = ranks == .all && group.worldSize > 1
    if isShared { facts.append(("weights", plan.digest)) }
    try group.enter("evaluate", comparing: facts)
    defer { group.rest() }
    try group.compareContent(of: data, called: "data to evaluate")
    let evaluator = try Evaluator(graph, compilation, labels: data.labelKinds)
    if isShared {
      let bar = EvaluationBar(
        sampleCount: data.count, batchSize: batchSize, verbose: group.isFirst ? verbosity : .silent)
      let means = try plan.withVariables { variables in
        try group.evaluateTogether(evaluator, data, variables) { bar.advance(to: $0, []) }
      }
      bar.finish(means)
      return means
    }
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
