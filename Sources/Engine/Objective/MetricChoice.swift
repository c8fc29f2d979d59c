/// A metric as `compile` accepts it: a `Metric`, or Keras's name of one.
public protocol MetricChoice: Sendable {}
