package import Engine
package import FileFormats
import Layers

/// The metrics that a file or a command line can name.
package enum MetricRegistry {
  static let table = PartTable<any Metric>(
    "metric", listing: \.name,
    [
      .init(Accuracy()),
      .init(BinaryAccuracy()) { metric, arguments throws(ModelError) in
        metric.threshold = try arguments["threshold"]?.float() ?? metric.threshold
      },
      .init(CategoricalAccuracy()), .init(SparseCategoricalAccuracy()),
      .init(TopKCategoricalAccuracy()) { metric, arguments throws(ModelError) in
        metric.k = try arguments["k"]?.integer() ?? metric.k
      },
      .init(SparseTopKCategoricalAccuracy()) { metric, arguments throws(ModelError) in
        metric.k = try arguments["k"]?.integer() ?? metric.k
      },
    ])

  /// The metrics' names.
  package static var names: [String] { table.names }

  /// The metric that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` naming the place of what is wrong, which starts with `path`.
  package static func metric(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Metric {
    try metric(ConfigurationReader(json: configuration, path: path))
  }

  /// The metrics in a list of a command line: `accuracy,top_k_categorical_accuracy:k=3`; `none` has
  /// none.
  ///
  /// - Throws: `ModelError.invalidValue` naming what is wrong with a word.
  package static func metrics(_ list: String, of option: String) throws(ModelError) -> [any Metric]
  {
    guard list != "none" else { return [] }
    var metrics: [any Metric] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      metrics.append(
        try table.part(KeyedOption(String(word), of: option), listing: names + ["none"]))
    }
    return metrics
  }

  /// The metric of Keras's configuration: a name, or an object of class and arguments.
  static func metric(_ reader: ConfigurationReader) throws(ModelError) -> any Metric {
    let (className, arguments) = try reader.classAndArguments()
    return try table.entry(className, path: reader.path).part(arguments)
  }

  /// The metrics of a list.
  static func metrics(_ list: ConfigurationReader) throws(ModelError) -> [any Metric] {
    var metrics: [any Metric] = []
    for entry in try list.elements() { metrics.append(try metric(entry)) }
    return metrics
  }
}
