package import FileFormats

/// The losses that a configuration or a command line can name.
package enum LossRegistry {
  /// Every loss with its defaults.
  private static let all: [any Loss] = [
    CategoricalCrossentropy(), SparseCategoricalCrossentropy(), BinaryCrossentropy(), Poisson(),
    MeanSquaredError(), MeanAbsoluteError(),
  ]

  /// Keras's short words for a loss.
  private static let abbreviations = ["mse": "mean_squared_error", "mae": "mean_absolute_error"]

  /// The losses' identifiers.
  package static var identifiers: [String] { all.map(\.identifier) }

  /// The loss that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` naming the place of what is wrong, which starts with `path`.
  package static func loss(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Loss {
    try loss(ConfigurationReader(json: configuration, path: path))
  }

  /// The loss of Keras's configuration: an identifier, or an object of class and arguments.
  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    let entry = try reader.classEntry()
    let arguments = entry.arguments
    let fromLogits = try arguments?["from_logits"]?.boolean() ?? false
    let smoothing = try arguments?["label_smoothing"]?.float() ?? 0
    if let reduction = arguments?["reduction"] {
      let word = try reduction.string()
      guard word == "sum_over_batch_size" else {
        throw .unsupported(
          kind: "reduction", name: word, path: reduction.path, supported: ["sum_over_batch_size"])
      }
    }
    let identifier = snakeCase(entry.className)
    switch abbreviations[identifier] ?? identifier {
    case "categorical_crossentropy":
      return CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "sparse_categorical_crossentropy":
      return SparseCategoricalCrossentropy(fromLogits: fromLogits)
    case "binary_crossentropy":
      return BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case "poisson": return Poisson()
    case "mean_squared_error": return MeanSquaredError()
    case "mean_absolute_error": return MeanAbsoluteError()
    default:
      throw .unsupported(
        kind: "loss", name: entry.className, path: reader.path, supported: identifiers)
    }
  }

  static func configuration(of loss: any Loss) -> JSON {
    ["class_name": .string(loss.className), "config": .object(loss.configuration)]
  }
}

extension ConfigurationReader {
  /// A word, or an object with a class's name and its arguments, as Keras writes losses and metrics.
  func classEntry() throws(ModelError) -> (className: String, arguments: ConfigurationReader?) {
    if case .string(let word) = json { return (word, nil) }
    return (try required("class_name").string(), self["config"])
  }
}
