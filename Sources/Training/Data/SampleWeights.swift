import Datasets
package import Engine

extension TrainingData {
  /// Returns the same data with each sample weighted by its class.
  ///
  /// Source: Keras 3, `fit`'s `class_weight`; a class that is not listed has weight 1. A class that
  /// the model cannot have is refused: its weight would never be used.
  ///
  /// - Parameters:
  ///   - classWeight: The weights by class.
  ///   - graph: The model's graph, whose output has a number for each class.
  /// - Returns: The weighted data.
  /// - Throws: `TrainingError.invalidValue` when samples already have weights, there are several
  ///   outputs, or a class or weight is invalid.
  package func weighted(
    byClass classWeight: [Int: Float], for graph: Graph
  ) throws -> TrainingData {
    guard weights == nil, labels.count == 1 else {
      throw TrainingError.invalidValue(
        of: "classWeight", expected: "one output, and no sampleWeight beside it",
        found: weights == nil ? "\(labels.count) outputs" : "both")
    }
    guard let classes = labels[0].classIndices else {
      throw TrainingError.invalidValue(
        of: "classWeight", expected: "labels that are classes", found: "other numbers")
    }
    for (index, weight) in classWeight.sorted(by: { $0.key < $1.key }) {
      if let count = classCount(of: graph), !(0..<count).contains(index) {
        throw TrainingError.invalidValue(
          of: "a class of classWeight", expected: "0 to \(count - 1), as the model has classes",
          found: "\(index)")
      }
      guard weight.isFinite, weight >= 0 else {
        throw TrainingError.invalidValue(
          of: "classWeight[\(index)]", expected: "a number from 0 up", found: "\(weight)")
      }
    }
    var data = self
    data.weights = classes.map { classWeight[$0] ?? 1 }
    return data
  }

  /// The number of classes; nil where labels are single numbers, which have no bound.
  private func classCount(of graph: Graph) -> Int? {
    let size = graph.calls[graph.outputs[0]].outputShape.elementCount
    guard size == 1 else { return size }
    if case .dense = labels[0].encoding { return nil }
    return 2
  }

  /// - Throws: `TrainingError` unless there is a weight from 0 up for each sample.
  func checkWeights() throws {
    guard let weights else { return }
    guard weights.count == count else {
      throw TrainingError.weightCount(samples: count, weights: weights.count)
    }
    if let index = weights.firstIndex(where: { !($0.isFinite && $0 >= 0) }) {
      throw TrainingError.invalidValue(
        of: "the weight of sample \(index)", expected: "a number from 0 up",
        found: "\(weights[index])")
    }
  }
}
