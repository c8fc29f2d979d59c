/// A metric under the name that its user gave it: `acc` for `Accuracy`.
package struct NamedMetric: BuiltInMetric {
  package let name: String
  private let metric: any Metric

  /// Returns a metric under a name; the metric itself where it has that name anyway.
  package static func metric(_ metric: any Metric, named name: String) -> any Metric {
    metric.name == name ? metric : NamedMetric(name: name, metric: metric)
  }

  private init(name: String, metric: any Metric) {
    self.name = name
    self.metric = metric
  }

  private var builtIn: (any BuiltInMetric)? { metric as? any BuiltInMetric }

  package var className: String { metric.className }

  /// The metric's arguments and the name.
  package var arguments: [String: ConfigurationValue] {
    metric.configuration.merging(["name": .string(name)]) { $1 }
  }

  package var direction: MetricDirection? { builtIn?.direction }
  package var readsOrderOnly: Bool { builtIn?.readsOrderOnly ?? false }
  package func mostHits(of output: Shape) -> Int? { builtIn?.mostHits(of: output) }

  package func resolved(for output: Shape, labels: LabelKind) -> any Metric {
    builtIn?.resolved(for: output, labels: labels) ?? metric
  }

  package func operation(
    of output: Shape, labels: LabelKind
  ) throws(ModelError) -> any MetricOperation {
    try metric.operation(for: output, labels: labels)
  }
}
