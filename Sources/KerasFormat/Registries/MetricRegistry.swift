package import Engine
package import FileFormats
import Layers

/// The metrics that a configuration or a command line can name.
package enum MetricRegistry {
  /// Every metric with its defaults.
  private static let all: [any Metric] = [
    Accuracy(), BinaryAccuracy(), CategoricalAccuracy(), SparseCategoricalAccuracy(),
    TopKCategoricalAccuracy(), SparseTopKCategoricalAccuracy(),
  ]

  /// The metrics' names.
  package static var names: [String] { all.map(\.name) }

  /// The metric that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` naming the place of what is wrong, which starts with `path`.
  package static func metric(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Metric {
    try metric(ConfigurationReader(json: configuration, path: path))
  }

  /// The metric of Keras's configuration: a name, or an object of class and arguments.
  static func metric(_ reader: ConfigurationReader) throws(ModelError) -> any Metric {
    let entry = try reader.classEntry()
    guard let metric = all.first(named: entry.className, by: \.className) else {
      throw .unsupported(
        kind: "metric", name: entry.className, path: reader.path, supported: names)
    }
    return switch metric {
    case is BinaryAccuracy:
      BinaryAccuracy(threshold: try entry.arguments?["threshold"]?.float() ?? 0.5)
    case is TopKCategoricalAccuracy:
      TopKCategoricalAccuracy(k: try entry.arguments?["k"]?.integer() ?? 5)
    case is SparseTopKCategoricalAccuracy:
      SparseTopKCategoricalAccuracy(k: try entry.arguments?["k"]?.integer() ?? 5)
    default: metric
    }
  }

  /// The metrics of a list.
  static func metrics(_ list: ConfigurationReader) throws(ModelError) -> [any Metric] {
    var metrics: [any Metric] = []
    for entry in try list.elements() { metrics.append(try metric(entry)) }
    return metrics
  }

  static func configuration(of metric: any Metric) -> JSON {
    ["class_name": .string(metric.className), "config": .object(metric.configuration)]
  }
}
