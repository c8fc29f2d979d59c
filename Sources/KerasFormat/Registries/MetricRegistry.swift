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
        metric.threshold = try arguments["threshold"]?.fraction() ?? metric.threshold
      },
      .init(CategoricalAccuracy()), .init(SparseCategoricalAccuracy()),
      .init(TopKCategoricalAccuracy()) { metric, arguments throws(ModelError) in
        metric.k = try arguments["k"]?.positive() ?? metric.k
      },
      .init(SparseTopKCategoricalAccuracy()) { metric, arguments throws(ModelError) in
        metric.k = try arguments["k"]?.positive() ?? metric.k
      },
      .init(ErrorMetric(.absolute)), .init(ErrorMetric(.squared)),
    ])

  /// The metrics' names.
  package static var names: [String] { table.names }

  /// The metric that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` with the location of the error, which starts with `path`.
  package static func metric(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Metric {
    try metric(ConfigurationReader(json: configuration, path: path))
  }

  /// The metrics in a list of a command line: `accuracy,top_k_categorical_accuracy:k=3`.
  ///
  /// The word `none` stands for none. Logs call each by its word, or by what `name=` says.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid part of the argument.
  package static func metrics(_ list: String, of option: String) throws(ModelError) -> [any Metric]
  {
    guard list != "none" else { return [] }
    var metrics: [any Metric] = []
    for word in list.split(separator: ",", omittingEmptySubsequences: false) {
      let keyed = try KeyedOption(String(word), of: option)
      let entry = try table.entry(keyed, listing: names + ["none"])
      let arguments = try keyed.arguments(entry.argumentNames + ["name"])
      metrics.append(
        NamedMetric.metric(
          try entry.part(arguments), named: try arguments["name"]?.string() ?? keyed.name))
    }
    return metrics
  }

  /// The metric of Keras's configuration: a name, or an object of class and arguments.
  static func metric(_ reader: ConfigurationReader) throws(ModelError) -> any Metric {
    if let own = try CustomParts.part(reader, as: (any Metric).self) { return own }
    let (className, arguments) = try reader.classAndArguments(of: "metric", supported: names)
    if className == "MeanMetricWrapper", let arguments {
      // One of Keras's functions with a name of the user's.
      try arguments.expectSinglePrecision()
      let wrapped = try wrapped(arguments)
      return NamedMetric.metric(
        wrapped, named: try arguments.valued("name")?.string() ?? wrapped.name)
    }
    let entry = try table.entry(className, path: reader.path)
    // Keras's class and function of this name; the word, and a checkpoint's class, mean another.
    if entry.className == "Accuracy", reader.valued("module") != nil {
      throw .unsupported(
        kind: "metric", name: "keras.metrics.Accuracy, which counts equal numbers,",
        path: reader.path, supported: names)
    }
    guard let arguments else { return NamedMetric.metric(entry.usual, named: className) }
    try arguments.expect("from_sorted_ids", false)
    try arguments.expectSinglePrecision()
    let metric = try entry.part(arguments)
    try arguments.refuseKeys(except: ["name", "from_sorted_ids", "dtype"] + entry.argumentNames)
    return NamedMetric.metric(metric, named: try arguments.valued("name")?.string() ?? metric.name)
  }

  /// The function of a `MeanMetricWrapper`, with the arguments that it passes on: `k=3`.
  private static func wrapped(_ arguments: ConfigurationReader) throws(ModelError) -> any Metric {
    let function = try arguments.required("fn")
    let unwrapped = try metric(function)
    guard let entry = table.entries.first(where: { $0.className == unwrapped.className })
    else { return unwrapped }
    try arguments.refuseKeys(except: ["name", "dtype", "fn"] + entry.argumentNames)
    let given = entry.argumentNames.contains { arguments.valued($0) != nil }
    return given
      ? NamedMetric.metric(try entry.part(arguments), named: unwrapped.name) : unwrapped
  }

  /// The metrics of a list, in lists of any depth.
  static func metrics(_ list: ConfigurationReader) throws(ModelError) -> [any Metric] {
    var metrics: [any Metric] = []
    for entry in try list.flattened() {
      let metric = try metric(entry)
      do throws(ModelError) {
        try metric.checkName()
      } catch {
        throw .located(path: entry.path, error)
      }
      metrics.append(metric)
    }
    return metrics
  }
}
