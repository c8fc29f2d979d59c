public import Datasets
package import Engine
import Foundation
public import Layers
public import Parallel

extension Model {
  /// Computes loss and accuracy of a model of one input and one output, on rank 0; every rank of
  /// the group calls it.
  ///
  /// Source: Keras 3, `Model.evaluate`.
  ///
  /// - Parameters:
  ///   - x: The samples, of the model's input shape.
  ///   - y: Their labels, written as the loss takes them.
  ///   - batchSize: The samples of one step of the progress bar; the result does not depend on it.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - verbose: What is printed.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: the mean loss, and the first of the metrics or NaN where there are none; the same
  ///   on every rank.
  /// - Throws: `ModelError`, `TrainingError`, or MPI's errors.
  @discardableResult
  public func evaluate(
    _ x: Samples, _ y: Labels, batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, on group: ProcessGroup = .solo
  ) throws -> (loss: Double, accuracy: Double) {
    let means = try means(
      TrainingData([x], [y], weights: sampleWeight), batchSize: batchSize, verbose, on: group)
    return (means[0].value, means.count > 1 ? means[1].value : .nan)
  }

  /// Computes losses and metrics of a model of any number of inputs and outputs, on rank 0; every
  /// rank of the group calls it.
  ///
  /// - Parameters:
  ///   - x: The samples of each input.
  ///   - y: The labels of each output.
  ///   - batchSize: The samples of one step of the progress bar; the result does not depend on it.
  ///   - sampleWeight: What each sample's loss is multiplied by.
  ///   - verbose: What is printed.
  ///   - group: The processes; `ProcessGroup.run` gives it.
  /// - Returns: the loss and the metrics by name, the same on every rank: Keras's with
  ///   `return_dict=True`.
  /// - Throws: `ModelError`, `TrainingError`, or MPI's errors.
  @discardableResult
  public func evaluate(
    _ x: [Samples], _ y: [Labels], batchSize: Int = 32, sampleWeight: [Float]? = nil,
    verbose: Verbosity = .bar, on group: ProcessGroup = .solo
  ) throws -> [String: Double] {
    let means = try means(
      TrainingData(x, y, weights: sampleWeight), batchSize: batchSize, verbose, on: group)
    return Dictionary(means.map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// The model's output for each sample, one row after the other, computed by the caller alone.
  ///
  /// Source: Keras 3, `Model.predict`.
  ///
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  public func predict(_ x: Samples) throws -> [[Float]] { try predict([x])[0] }

  /// Each output of the model for each sample, one row after the other, computed by the caller
  /// alone.
  ///
  /// - Throws: `ModelError`, or `TrainingError.shape` when the samples have another shape.
  public func predict(_ x: [Samples]) throws -> [[[Float]]] {
    try ProcessGroup.prepareProcessor()
    guard let compilation else { throw ModelError.notCompiled }
    let graph = try graph()
    try compilation.check(x, against: graph)
    let evaluator = try Evaluator(graph, compilation)
    let outputs = try currentState().withVariables {
      try evaluator.predict(TrainingData(x, []), $0)
    }
    return zip(outputs, graph.outputs).map { values, output in
      let size = max(graph.calls[output].outputShape.elementCount, 1)
      return stride(from: 0, to: values.count, by: size).map { Array(values[$0..<$0 + size]) }
    }
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
    defer { group.rest() }
    let state = try currentState()
    let evaluator = try Evaluator(graph, compilation, labels: data.labelKinds)
    return try group.shared(evaluator.scores.names) {
      let bar = EvaluationBar(sampleCount: data.count, batchSize: batchSize, verbose: verbosity)
      let means = try state.withVariables { variables in
        try evaluator.evaluate(data, variables) { bar.advance(to: $0, $1) }
      }
      bar.finish(means)
      return means
    }
  }
}
