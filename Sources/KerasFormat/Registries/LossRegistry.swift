package import Engine
package import FileFormats
import Layers

/// The losses that a file or a command line can name.
package enum LossRegistry {
  static let table = PartTable<any Loss>(
    "loss", listing: \.identifier,
    [
      .init(CategoricalCrossentropy()) { loss, arguments throws(ModelError) in
        loss.fromLogits = try arguments["from_logits"]?.boolean() ?? loss.fromLogits
        loss.labelSmoothing = try arguments["label_smoothing"]?.float() ?? loss.labelSmoothing
      },
      .init(SparseCategoricalCrossentropy()) { loss, arguments throws(ModelError) in
        loss.fromLogits = try arguments["from_logits"]?.boolean() ?? loss.fromLogits
      },
      .init(BinaryCrossentropy()) { loss, arguments throws(ModelError) in
        loss.fromLogits = try arguments["from_logits"]?.boolean() ?? loss.fromLogits
        loss.labelSmoothing = try arguments["label_smoothing"]?.float() ?? loss.labelSmoothing
      },
      .init(Poisson()), .init(MeanSquaredError()), .init(MeanAbsoluteError()),
    ])

  /// The losses' identifiers.
  package static var identifiers: [String] { table.names }

  /// The loss that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` naming the place of what is wrong, which starts with `path`.
  package static func loss(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Loss {
    try loss(ConfigurationReader(json: configuration, path: path))
  }

  /// The loss that a word of a command line describes:
  /// `binary_crossentropy:labelSmoothing=0.1,fromLogits=true`.
  ///
  /// - Throws: `ModelError.invalidValue` naming what is wrong with the word.
  package static func loss(_ word: String, of option: String) throws(ModelError) -> any Loss {
    try table.part(KeyedOption(word, of: option))
  }

  /// The loss of Keras's configuration: a name, or an object of class and arguments.
  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    let (className, arguments) = try reader.classAndArguments()
    let entry = try table.entry(className, path: reader.path)
    if let reduction = arguments["reduction"] {
      let word = try reduction.string()
      guard word == "sum_over_batch_size" else {
        throw .unsupported(
          kind: "reduction", name: word, path: reduction.path, supported: ["sum_over_batch_size"])
      }
    }
    return try entry.part(arguments)
  }
}

extension ConfigurationReader {
  /// A word, or an object with a class's name and its arguments, as Keras writes losses and
  /// metrics.
  func classAndArguments() throws(ModelError) -> (className: String, ConfigurationReader) {
    let none = ConfigurationReader(json: [:], path: path)
    if case .string(let word) = json { return (word, none) }
    return (try required("class_name").string(), self["config"] ?? none)
  }
}
