package import Engine
package import FileFormats
import Layers

/// The initializers that a configuration can name.
package enum InitializerRegistry {
  /// An initializer from its arguments.
  typealias Maker = @Sendable (ConfigurationReader) throws(ModelError) -> any Initializer

  /// The makers by Keras's class name, in the order in which they are listed to users.
  private static let makers: [(className: String, make: Maker)] = [
    ("Zeros", { _ throws(ModelError) in Zeros() }),
    ("Ones", { _ throws(ModelError) in Ones() }),
    (
      "Constant",
      { reader throws(ModelError) in Constant(try reader["value"]?.double() ?? 0) }
    ),
    ("GlorotUniform", { _ throws(ModelError) in GlorotUniform() }),
    ("GlorotNormal", { _ throws(ModelError) in GlorotNormal() }),
    ("HeUniform", { _ throws(ModelError) in HeUniform() }),
    ("HeNormal", { _ throws(ModelError) in HeNormal() }),
    (
      "RandomUniform",
      { reader throws(ModelError) in
        RandomUniform(
          minval: try reader["minval"]?.double() ?? -0.05,
          maxval: try reader["maxval"]?.double() ?? 0.05)
      }
    ),
    (
      "RandomNormal",
      { reader throws(ModelError) in
        RandomNormal(
          mean: try reader["mean"]?.double() ?? 0, stddev: try reader["stddev"]?.double() ?? 0.05)
      }
    ),
  ]

  /// The initializer that a value describes: a name, or an object with a class name and arguments.
  ///
  /// - Throws: `ModelError` naming the place, under `path`, of what is missing or not supported.
  package static func initializer(
    _ json: JSON, path: String
  ) throws(ModelError) -> any Initializer {
    try initializer(ConfigurationReader(json: json, path: path))
  }

  /// The initializer that an entry describes: a name, or an object with a class name and arguments.
  ///
  /// - Throws: `ModelError` naming the place of what is missing or not supported.
  static func initializer(_ entry: ConfigurationReader) throws(ModelError) -> any Initializer {
    if case .string(let name) = entry.json {
      let arguments = ConfigurationReader(json: [:], path: entry.path)
      return try maker(name, entry)(arguments)
    }
    let name = try entry.required("class_name").string()
    let arguments = try entry.required("config")
    let initializer = try maker(name, entry)(arguments)
    // A seed of its own changes which numbers are drawn, not of what kind they are.
    let known = initializer.configuration.keys + ["seed"]
    let others = arguments.json.objectValue ?? [:]
    for (key, value) in others where !value.isNull && !known.contains(key) {
      throw .malformed(path: "\(arguments.path).\(key)", expected: "null: it is not supported")
    }
    return initializer
  }

  private static func maker(
    _ name: String, _ entry: ConfigurationReader
  ) throws(ModelError) -> Maker {
    guard let maker = makers.first(named: name, by: { $0.className }) else {
      throw .unsupported(
        kind: "initializer", name: name, path: entry.path, supported: makers.map(\.className))
    }
    return maker.make
  }
}
