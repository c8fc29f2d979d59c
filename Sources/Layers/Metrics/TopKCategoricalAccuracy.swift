public import Engine

/// The share of samples whose class is among the `k` largest outputs.
///
/// A class is, if fewer than `k` outputs are strictly larger than its own. Source: Keras 3,
/// `TopKCategoricalAccuracy`.
public struct TopKCategoricalAccuracy: BuiltInMetric {
  /// How many of the largest outputs count.
  package var k: Int

  /// The metric with Keras's five.
  public init(k: Int = 5) {
    self.k = k
  }

  package var arguments: [String: ConfigurationValue] { ["k": .integer(k)] }

  package var readsOrderOnly: Bool { true }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    guard labels != .integer else {
      throw .metric(
        name, expected: "one-hot labels",
        found: "integer labels, which sparse_top_k_categorical_accuracy takes")
    }
    return try TopKOperation(classCount: output.elementCount, k: k, for: name)
  }
}

/// The share of samples whose class is among the `k` largest outputs, for integer labels.
///
/// Source: Keras 3, `SparseTopKCategoricalAccuracy`.
public struct SparseTopKCategoricalAccuracy: BuiltInMetric {
  /// How many of the largest outputs count.
  package var k: Int

  /// The metric with Keras's five.
  public init(k: Int = 5) {
    self.k = k
  }

  package var arguments: [String: ConfigurationValue] { ["k": .integer(k)] }

  package var readsOrderOnly: Bool { true }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try checkInteger(labels, for: name, instead: "top_k_categorical_accuracy")
    return try TopKOperation(classCount: output.elementCount, k: k, for: name)
  }
}

extension MetricChoice where Self == TopKCategoricalAccuracy {
  /// The share of samples whose class is among the `k` largest outputs.
  public static func topKCategoricalAccuracy(k: Int = 5) -> TopKCategoricalAccuracy {
    TopKCategoricalAccuracy(k: k)
  }
}

extension MetricChoice where Self == SparseTopKCategoricalAccuracy {
  /// The same for integer labels.
  public static func sparseTopKCategoricalAccuracy(k: Int = 5) -> SparseTopKCategoricalAccuracy {
    SparseTopKCategoricalAccuracy(k: k)
  }
}

/// Whether a row's class is the first largest output, or among the largest.
struct TopKOperation: MetricOperation {
  let classCount: Int
  /// How many of the largest outputs count; nil for the first largest one alone.
  let count: Int?

  init(classCount: Int, count: Int?) {
    self.classCount = classCount
    self.count = count
  }

  init(classCount: Int, k: Int, for metric: String) throws(ModelError) {
    guard k >= 1 else { throw .metric(metric, expected: "a k from 1 up", found: "\(k)") }
    self.init(classCount: classCount, count: k)
  }

  func evaluate(_ pass: MetricPass) {
    for row in 0..<pass.rows {
      let outputs = unsafe pass.predictions + row * classCount
      let label = pass.targets.classIndex(row: row, of: classCount)
      let isHit =
        if let count {
          unsafe isAmong(count, label, outputs)
        } else {
          unsafe firstMaximum(outputs, classCount) == label
        }
      unsafe pass.values[row] = isHit ? 1 : 0
    }
  }

  /// A row with a NaN has no largest outputs.
  private func isAmong(_ k: Int, _ label: Int, _ outputs: UnsafePointer<Float>) -> Bool {
    var larger = 0
    for place in 0..<classCount {
      if unsafe outputs[place].isNaN { return false }
      if unsafe outputs[place] > outputs[label] { larger += 1 }
    }
    return larger < k
  }
}
