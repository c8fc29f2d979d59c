import Datasets
import Models

extension Compilation {
  /// Checks that data fit a model and its loss.
  ///
  /// - Throws: `TrainingError` that says what does not fit and what would.
  func check(_ samples: Samples, _ labels: Labels, against graph: Graph) throws {
    guard samples.count == labels.count else {
      throw TrainingError.count(samples: samples.count, labels: labels.count)
    }
    try check(samples, against: graph)
    let classCount = graph.calls[graph.outputs[0]].outputShape.elementCount
    switch (loss.labelKind, labels.encoding) {
    case (.integer, .integer): try labels.check(classCount: classCount)
    case (.oneHot, .oneHot(let width)):
      guard width == classCount else {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "one-hot labels of \(classCount) classes",
          found: "\(width) classes", fitting: "toCategorical(labels, classCount: \(classCount))")
      }
    case (.oneHot, .integer):
      throw TrainingError.labels(
        loss: loss.identifier, expected: "one-hot labels", found: "integer labels",
        fitting: "sparse_categorical_crossentropy")
    case (.integer, .oneHot):
      throw TrainingError.labels(
        loss: loss.identifier, expected: "integer labels", found: "one-hot labels",
        fitting: "categorical_crossentropy")
    }
  }

  /// Checks that samples have the shape of a model's input.
  func check(_ samples: Samples, against graph: Graph) throws {
    let shape = graph.calls[graph.inputs[0]].outputShape.dimensions
    guard samples.shape == shape else {
      throw TrainingError.shape(found: samples.shape, expected: shape)
    }
  }
}
