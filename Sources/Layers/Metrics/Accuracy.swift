public import Engine

/// The share of right answers, in the sense that fits the shapes.
///
/// Over one output it is `BinaryAccuracy`, for integer labels `SparseCategoricalAccuracy`, else
/// `CategoricalAccuracy`. Source: Keras 3, what `"accuracy"` becomes.
public struct Accuracy: BuiltInMetric {
  /// The metric; it has no arguments.
  public init() {}

  /// The operation of what it becomes.
  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try resolved(for: output, labels: labels).operation(for: output, labels: labels)
  }

  /// The metric that it becomes.
  package func resolved(for output: Shape, labels: LabelKind) -> any Metric {
    if output.dimensions.last ?? 1 == 1 { return BinaryAccuracy() }
    return labels == .integer ? SparseCategoricalAccuracy() : CategoricalAccuracy()
  }
}

extension MetricChoice where Self == Accuracy {
  /// The share of right answers, in the sense that fits the shapes.
  public static var accuracy: Accuracy { Accuracy() }
}
