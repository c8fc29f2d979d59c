public import Engine

/// The fraction of samples with their class among the `k` greatest outputs.
///
/// That is, fewer than `k` outputs are strictly greater than that of the class. Source: Keras 3,
/// `TopKCategoricalAccuracy`.
public struct TopKCategoricalAccuracy: BuiltInMetric {
  /// The number of greatest outputs that count.
  package var k: Int

  /// Creates the metric with Keras's default of 5.
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

/// The fraction of samples with their class among the `k` greatest outputs, for integer labels.
///
/// Source: Keras 3, `SparseTopKCategoricalAccuracy`.
public struct SparseTopKCategoricalAccuracy: BuiltInMetric {
  /// The number of greatest outputs that count.
  package var k: Int

  /// Creates the metric with Keras's default of 5.
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
  /// The fraction of samples with their class among the `k` greatest outputs.
  public static func topKCategoricalAccuracy(k: Int = 5) -> TopKCategoricalAccuracy {
    TopKCategoricalAccuracy(k: k)
  }
}

extension MetricChoice where Self == SparseTopKCategoricalAccuracy {
  /// The fraction of samples with their class among the `k` greatest outputs, for integer labels.
  public static func sparseTopKCategoricalAccuracy(k: Int = 5) -> SparseTopKCategoricalAccuracy {
    SparseTopKCategoricalAccuracy(k: k)
  }
}

/// A test whether a row's class is the first greatest output, or among the greatest.
///
/// A row of NaN alone is right for no class.
struct TopKOperation: MetricOperation {
  let classCount: Int
  /// The number of greatest outputs that count; nil for only the first greatest.
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
          unsafe firstMaximum(outputs, classCount) == label && !outputs[label].isNaN
        }
      unsafe pass.values[row] = isHit ? 1 : 0
    }
  }

  /// Returns false for a row with a NaN.
  private func isAmong(_ k: Int, _ label: Int, _ outputs: UnsafePointer<Float>) -> Bool {
    var larger = 0
    for index in 0..<classCount {
      if unsafe outputs[index].isNaN { return false }
      if unsafe outputs[index] > outputs[label] { larger += 1 }
    }
    return larger < k
  }
}
