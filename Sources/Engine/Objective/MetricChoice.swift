/// A metric as `compile` accepts it: a `Metric`, or Keras's name of one.
public protocol MetricChoice: Sendable {
  /// Returns the metric.
  ///
  /// - Throws: `ModelError.unsupported` for an unknown name, listing the known ones.
  func chosenMetric() throws(ModelError) -> any Metric
}
