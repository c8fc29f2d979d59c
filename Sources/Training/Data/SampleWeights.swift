import Datasets

extension TrainingData {
  /// Returns the same data with each sample weighted by its class.
  ///
  /// Source: Keras 3, `fit`'s `class_weight`; a class that is not listed has weight 1.
  ///
  /// - Throws: `TrainingError.invalidValue` when samples already have weights or there are several
  ///   outputs, and `TrainingError.weights` for an invalid weight.
  package func weighted(byClass classWeight: [Int: Float]) throws -> TrainingData {
    guard weights == nil, labels.count == 1 else {
      throw TrainingError.invalidValue(
        of: "classWeight", expected: "one output, and no sampleWeight beside it",
        found: weights == nil ? "\(labels.count) outputs" : "both")
    }
    guard let classes = labels[0].classIndices else {
      throw TrainingError.invalidValue(
        of: "classWeight", expected: "labels that are classes", found: "other numbers")
    }
    var data = self
    data.weights = classes.map { classWeight[$0] ?? 1 }
    return data
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
