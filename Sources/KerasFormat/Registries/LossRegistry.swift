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
        loss.labelSmoothing = try arguments["label_smoothing"]?.fraction() ?? loss.labelSmoothing
      },
      .init(SparseCategoricalCrossentropy()) { loss, arguments throws(ModelError) in
        loss.fromLogits = try arguments["from_logits"]?.boolean() ?? loss.fromLogits
      },
      .init(BinaryCrossentropy()) { loss, arguments throws(ModelError) in
        loss.fromLogits = try arguments["from_logits"]?.boolean() ?? loss.fromLogits
        loss.labelSmoothing = try arguments["label_smoothing"]?.fraction() ?? loss.labelSmoothing
      },
      .init(Poisson()), .init(MeanSquaredError()), .init(MeanAbsoluteError()),
    ])

  /// The losses' identifiers.
  package static var identifiers: [String] { table.names }

  /// The loss that Keras's configuration describes: a name, or an object of class and arguments.
  ///
  /// - Throws: `ModelError` with the location of the error, which starts with `path`.
  package static func loss(
    configuration: JSON, path: String
  ) throws(ModelError) -> any Loss {
    try loss(ConfigurationReader(json: configuration, path: path))
  }

  /// The loss that a command-line argument describes:
  /// `binary_crossentropy:labelSmoothing=0.1,fromLogits=true`.
  ///
  /// - Throws: `ModelError.invalidValue` naming the invalid part of the argument.
  package static func loss(_ word: String, of option: String) throws(ModelError) -> any Loss {
    try table.part(KeyedOption(word, of: option))
  }

  /// The loss of Keras's configuration: a name, or an object of class and arguments.
  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    if let own = try CustomParts.part(reader, as: (any Loss).self) { return own }
    let (className, arguments) = try reader.classAndArguments(of: "loss", supported: table.names)
    let entry = try table.entry(className, path: reader.path)
    guard let arguments else { return entry.usual }
    // With samples that weigh 1, and in Keras 2 outside of strategies, all three are the mean.
    try arguments.expect("reduction", "sum_over_batch_size", "mean", "auto")
    try arguments.expect("ignore_class", nil)
    try arguments.expect("axis", -1)
    try arguments.expectSinglePrecision()
    let loss = try entry.part(arguments)
    try arguments.refuseKeys(
      except: ["name", "reduction", "ignore_class", "axis", "dtype"] + entry.argumentNames)
    return loss
  }
}
