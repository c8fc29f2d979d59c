/// What `compile` takes for a metric: a metric, or Keras's name of one.
public protocol MetricChoice: Sendable {
  /// The metric that is meant.
  ///
  /// - Throws: `ModelError.unsupported` for a name that is not known, with the names that are.
  func chosenMetric() throws(ModelError) -> any Metric
}
