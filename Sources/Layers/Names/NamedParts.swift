import Engine

/// The losses, metrics, optimizers and initializers that can be chosen by name, with Keras's
/// defaults, in the order in which errors list them.
enum NamedParts {
  static let losses: [any Loss] = [
    CategoricalCrossentropy(), SparseCategoricalCrossentropy(), BinaryCrossentropy(), Poisson(),
    MeanSquaredError(), MeanAbsoluteError(),
  ]

  static let metrics: [any Metric] = [
    Accuracy(), BinaryAccuracy(), CategoricalAccuracy(), SparseCategoricalAccuracy(),
    TopKCategoricalAccuracy(), SparseTopKCategoricalAccuracy(), ErrorMetric(.absolute),
    ErrorMetric(.squared),
  ]

  static let optimizers: [any Optimizer] = [
    Adam(), AdamW(), SGD(), RMSprop(), Adagrad(), Adadelta(),
  ]

  static let initializers: [any Initializer] = [
    Zeros(), Ones(), Constant(), GlorotUniform(), GlorotNormal(), HeUniform(), HeNormal(),
    RandomUniform(), RandomNormal(),
  ]

  /// Returns the part with a class name, in any of Keras's spellings.
  ///
  /// - Throws: `ModelError.unsupported` that lists the names.
  static func part<Part>(
    _ word: String, among parts: [Part], kind: String, in location: String,
    className: (Part) -> String, listing name: (Part) -> String
  ) throws(ModelError) -> Part {
    guard let part = parts.first(named: word, by: className) else {
      throw .unsupported(kind: kind, name: word, path: location, supported: parts.map(name))
    }
    return part
  }
}
