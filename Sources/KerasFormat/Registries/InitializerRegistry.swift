package import Engine
package import FileFormats
import Layers

/// The initializers that a file can name.
package enum InitializerRegistry {
  static let table = PartTable<any Initializer>(
    "initializer", listing: \.className,
    [
      .init(Zeros()), .init(Ones()),
      .init(Constant()) { initializer, arguments throws(ModelError) in
        initializer = Constant(try arguments["value"]?.double() ?? initializer.value)
      },
      .init(GlorotUniform()), .init(GlorotNormal()), .init(HeUniform()), .init(HeNormal()),
      .init(RandomUniform()) { initializer, arguments throws(ModelError) in
        initializer = RandomUniform(
          minval: try arguments["minval"]?.double() ?? initializer.minval,
          maxval: try arguments["maxval"]?.double() ?? initializer.maxval)
      },
      .init(RandomNormal()) { initializer, arguments throws(ModelError) in
        initializer = RandomNormal(
          mean: try arguments["mean"]?.double() ?? initializer.mean,
          stddev: try arguments["stddev"]?.double() ?? initializer.stddev)
      },
    ])

  /// The initializers' classes.
  package static var classNames: [String] { table.names }

  /// The initializer that a value describes: a name, or an object with a class name and arguments.
  ///
  /// - Throws: `ModelError` with the location, under `path`, of what is missing or not supported.
  package static func initializer(
    _ json: JSON, path: String
  ) throws(ModelError) -> any Initializer {
    try initializer(ConfigurationReader(json: json, path: path))
  }

  /// The initializer that an entry describes: a name, or an object with a class name and arguments.
  ///
  /// - Throws: `ModelError` with the location of what is missing or not supported.
  static func initializer(_ reader: ConfigurationReader) throws(ModelError) -> any Initializer {
    if let own = try CustomParts.part(reader, as: (any Initializer).self) { return own }
    let (className, given) = try reader.classAndArguments(
      of: table.kind, supported: table.names)
    let entry = try table.entry(className, path: reader.path)
    if given == nil, case .string = reader.json { return entry.usual }
    let arguments = try reader.required("config")
    let initializer = try entry.part(arguments)
    // A seed of its own changes which numbers are drawn, not of what kind they are.
    try arguments.expectSeed()
    let known = entry.argumentNames + ["seed"]
    for (name, value) in try arguments.members()
    where !value.json.isNull && !known.contains(name) {
      throw value.malformed("null: it is not supported")
    }
    return initializer
  }
}
