package import Engine
package import FileFormats
import Layers

/// The losses that a configuration or a command line can name.
package enum LossRegistry {
  /// Every loss with its defaults.
  private static let all: [any Loss] = [
    CategoricalCrossentropy(), SparseCategoricalCrossentropy(), BinaryCrossentropy(), Poisson(),
    MeanSquaredError(), MeanAbsoluteError(),
  ]

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

  /// The loss of Keras's configuration: a name, or an object of class and arguments.
  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    let entry = try reader.classEntry()
    guard let loss = all.first(named: entry.className, by: \.className) else {
      throw .unsupported(
        kind: "loss", name: entry.className, path: reader.path, supported: identifiers)
    }
    if let reduction = entry.arguments?["reduction"] {
      let word = try reduction.string()
      guard word == "sum_over_batch_size" else {
        throw .unsupported(
          kind: "reduction", name: word, path: reduction.path, supported: ["sum_over_batch_size"])
      }
    }
    let fromLogits = try entry.arguments?["from_logits"]?.boolean() ?? false
    let smoothing = try entry.arguments?["label_smoothing"]?.float() ?? 0
    return switch loss {
    case is CategoricalCrossentropy:
      CategoricalCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    case is SparseCategoricalCrossentropy: SparseCategoricalCrossentropy(fromLogits: fromLogits)
    case is BinaryCrossentropy:
      BinaryCrossentropy(fromLogits: fromLogits, labelSmoothing: smoothing)
    default: loss
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
