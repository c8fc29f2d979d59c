public import Engine

/// The fraction of samples with the greatest output (the first of equals) at their class.
///
/// Source: Keras 3, `CategoricalAccuracy`.
public struct CategoricalAccuracy: BuiltInMetric {
  /// Creates the metric.
  public init() {}

  package var readsOrderOnly: Bool { true }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    guard labels != .integer else {
      throw .metric(
        name, expected: "one-hot labels",
        found: "integer labels, which sparse_categorical_accuracy takes")
    }
    return TopKOperation(classCount: output.elementCount, count: nil)
  }
}

/// The fraction of samples with the greatest output (the first of equals) at their class, for
/// integer labels.
///
/// Source: Keras 3, `SparseCategoricalAccuracy`.
public struct SparseCategoricalAccuracy: BuiltInMetric {
  /// Creates the metric.
  public init() {}

  package var readsOrderOnly: Bool { true }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try checkInteger(labels, for: name, instead: "categorical_accuracy")
    return TopKOperation(classCount: output.elementCount, count: nil)
  }
}

extension MetricChoice where Self == CategoricalAccuracy {
  /// The fraction of samples with the greatest output (the first of equals) at their class.
  public static var categoricalAccuracy: CategoricalAccuracy { CategoricalAccuracy() }
}

extension MetricChoice where Self == SparseCategoricalAccuracy {
  /// The fraction of samples with the greatest output at their class, for integer labels.
  public static var sparseCategoricalAccuracy: SparseCategoricalAccuracy {
    SparseCategoricalAccuracy()
  }
}

/// - Throws: `ModelError.metric` for labels that are not integers.
func checkInteger(
  _ labels: LabelKind, for metric: String, instead other: String
) throws(ModelError) {
  guard labels == .integer else {
    throw .metric(
      metric, expected: "integer labels", found: "one-hot labels, which \(other) takes")
  }
}
