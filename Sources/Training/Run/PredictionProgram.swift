package import Datasets
import Engine
import Kernels
package import Layers
import Parallel

/// A model that is laid out for predictions by the calling rank, for any number of them.
///
/// It has the variables that the model had when it was made, or those of its last run's memory.
package final class PredictionProgram {
  private let graph: Graph
  private let evaluator: Evaluator
  private let weights: VariableMemory
  private let others: VariableMemory
  private let weightsAreFinite: Bool

  /// Lays out a model, which need not be compiled.
  ///
  /// - Throws: `ModelError`.
  package init(_ model: Model) throws {
    try ProcessGroup.prepareProcessor()
    graph = try model.graph()
    evaluator = try Evaluator(predicting: graph)
    let plan = try model.variablePlan()
    (weights, others) = plan.memory()
    // Else each pass looks at all of them.
    weightsAreFinite =
      unsafe kernels.largestMagnitudeBits(weights.base, count: weights.count)
      < Float.infinity.bitPattern
  }

  /// Returns each output of the model for each sample.
  ///
  /// - Parameters:
  ///   - x: The samples of each input.
  ///   - batchSize: The number of samples of one step of the progress bar.
  ///   - verbose: The output.
  /// - Returns: The rows of each output.
  /// - Throws: `TrainingError.shape` when the samples have another shape than the input.
  package func rows(
    _ x: [Samples], batchSize: Int = 32, verbose: Verbosity = .silent
  ) throws -> [OutputRows] {
    try graph.check(x)
    let data = TrainingData(x, [])
    let bar = EvaluationBar(sampleCount: data.count, batchSize: batchSize, verbose: verbose)
    let outputs = try withExtendedLifetime((weights, others)) {
      try evaluator.predict(
        data,
        unsafe ModelVariables(
          weights: UnsafePointer(weights.base), others: others.base,
          weightsAreFinite: weightsAreFinite)
      ) { bar.advance(to: $0, []) }
    }
    bar.finish([])
    return zip(outputs, graph.outputs).map { values, output in
      OutputRows(values, rowSize: max(graph.calls[output].outputShape.elementCount, 1))
    }
  }
}
