import Datasets
import Engine
import Layers

extension Compilation {
  /// Checks that data match a model and its losses.
  ///
  /// - Throws: `TrainingError` that names the mismatch and what would match.
  func check(_ data: TrainingData, against graph: Graph) throws {
    try graph.check(data.samples)
    guard data.count > 0 else {
      throw TrainingError.invalidValue(
        of: "the number of samples", expected: "at least 1", found: "0")
    }
    guard data.labels.count == graph.outputs.count else {
      throw TrainingError.invalidValue(
        of: "the number of label arrays", expected: "\(graph.outputs.count), one for each output",
        found: "\(data.labels.count)")
    }
    for labels in data.labels where labels.count != data.count {
      throw TrainingError.count(samples: data.count, labels: labels.count)
    }
    try data.checkWeights()
    for (index, output) in graph.outputs.enumerated() {
      try check(
        data.labels[index], for: objective.losses[index],
        output: graph.calls[output].outputShape)
    }
  }

  private func check(_ labels: Labels, for loss: any Loss, output: Shape) throws {
    let size = output.elementCount
    guard let form = loss.targetForm(of: labels.kind) else {
      throw TrainingError.labels(
        loss: loss.identifier, expected: Self.expectation(of: loss),
        found: Self.name(of: labels.kind), fitting: Self.fitting(labels.kind, size: size))
    }
    switch (labels.encoding, form) {
    case (.integer, .classes):
      guard size > 1 else {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "an output for each class", found: "one output",
          fitting: "binary_crossentropy")
      }
      try labels.check(classCount: size)
    case (.integer, .values):
      guard size == 1 else {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "labels of shape \(output)",
          found: "integer labels", fitting: Self.fitting(.integer, size: size))
      }
    case (.oneHot(let width), _):
      guard width == size else {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "one-hot labels of \(size) classes",
          found: "\(width) classes", fitting: "toCategorical(labels, classCount: \(size))")
      }
    case (.dense(let shape), _):
      guard shape == output.dimensions else {
        throw TrainingError.labels(
          loss: loss.identifier, expected: "labels of shape \(output)",
          found: "\(Shape(shape))", fitting: "a model whose output has that shape")
      }
    }
    // Outside of it the loss has no minimum; pixels that were not divided by 255 are.
    if loss is BinaryCrossentropy, let (index, number) = labels.firstNumber(outside: 0...1) {
      throw TrainingError.labels(
        loss: loss.identifier, expected: "targets from 0 to 1",
        found: "\(number) for sample \(index)",
        fitting: labels.areClasses ? "sparse_categorical_crossentropy" : "mean_squared_error")
    }
  }

  /// Returns the usual labels of a loss.
  private static func expectation(of loss: any Loss) -> String {
    [LabelKind.integer, .oneHot, .dense].first { loss.targetForm(of: $0) != nil }
      .map(name(of:)) ?? "no labels"
  }

  private static func name(of kind: LabelKind) -> String {
    switch kind {
    case .integer: "integer labels"
    case .oneHot: "one-hot labels"
    case .dense: "labels of any numbers"
    }
  }

  /// Returns the loss for labels of a kind and a number of outputs.
  private static func fitting(_ kind: LabelKind, size: Int) -> String {
    switch kind {
    case .integer: size == 1 ? "binary_crossentropy" : "sparse_categorical_crossentropy"
    case .oneHot: "categorical_crossentropy"
    // Rows with a one are dense too, where a file has them.
    case .dense: size == 1 ? "mean_squared_error" : "categorical_crossentropy or mean_squared_error"
    }
  }
}

extension Graph {
  /// Checks that samples have the shapes of a model's inputs.
  func check(_ samples: [Samples]) throws {
    guard samples.count == inputs.count else {
      throw TrainingError.invalidValue(
        of: "the number of sample arrays", expected: "\(inputs.count), one for each input",
        found: "\(samples.count)")
    }
    for (samples, input) in zip(samples, inputs) {
      let shape = calls[input].outputShape.dimensions
      guard samples.shape == shape else {
        throw TrainingError.shape(found: samples.shape, expected: shape)
      }
    }
    for other in samples.dropFirst() where other.count != samples[0].count {
      throw TrainingError.count(samples: samples[0].count, labels: other.count)
    }
  }
}
