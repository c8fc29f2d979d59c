public import Engine

/// The fraction of correct predictions, in the variant that fits the output and the labels.
///
/// For one output it is `BinaryAccuracy`, for integer labels `SparseCategoricalAccuracy`, otherwise
/// `CategoricalAccuracy`. Source: Keras 3, the resolution of `"accuracy"`.
public struct Accuracy: BuiltInMetric {
  /// Creates the metric.
  public init() {}

  /// Returns the operation of the resolved metric.
  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try resolved(for: output, labels: labels).operation(for: output, labels: labels)
  }

  package func mostHits(of output: Shape) -> Int? {
    output.dimensions.last ?? 1 == 1 ? output.elementCount : 1
  }

  /// Returns the resolved metric.
  package func resolved(for output: Shape, labels: LabelKind) -> any Metric {
    if output.dimensions.last ?? 1 == 1 { return BinaryAccuracy() }
    return labels == .integer ? SparseCategoricalAccuracy() : CategoricalAccuracy()
  }
}

extension MetricChoice where Self == Accuracy {
  /// The fraction of correct predictions, in the variant that fits the output and the labels.
  public static var accuracy: Accuracy { Accuracy() }
}
