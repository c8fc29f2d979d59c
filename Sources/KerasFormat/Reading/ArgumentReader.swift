import Engine
import FileFormats

/// A reader of the arguments of an object in a file that records which were read.
///
/// An unsupported argument must not be ignored silently: every reader of an object calls
/// `finish()`, which refuses unread arguments.
final class ArgumentReader {
  /// The object with the arguments as members.
  let reader: ConfigurationReader

  private let layerPath: ConfigurationReader?
  private var known: [String] = []

  /// Reads the members of `reader`.
  ///
  /// - Parameters:
  ///   - reader: The object.
  ///   - layerPath: The layer's name, if it differs from that in Keras.
  /// - Throws: `ModelError.malformed` unless the value is an object.
  init(
    _ reader: ConfigurationReader, layerPath: ConfigurationReader? = nil
  ) throws(ModelError) {
    _ = try reader.members()
    self.reader = reader
    self.layerPath = layerPath
  }

  /// Returns the name of the object, or nil if there is none.
  func name() throws(ModelError) -> String? {
    let name = try self["name"]?.string()
    return try layerPath?.string() ?? name
  }

  /// The value of an argument, or nil where it is missing or null, which Keras writes for none.
  subscript(name: String) -> ConfigurationReader? {
    known.append(name)
    guard let value = reader[name], !value.json.isNull else { return nil }
    return value
  }

  /// Returns the value of a required argument.
  func required(_ name: String) throws(ModelError) -> ConfigurationReader {
    known.append(name)
    return try reader.required(name)
  }

  /// Accepts arguments that have no effect.
  func ignore(_ names: String...) {
    known += names
  }

  /// Checks that an argument is missing or has one of the given values.
  func expect(_ name: String, _ supported: JSON...) throws(ModelError) {
    guard let value = self[name] else { return }
    for one in supported where one.means(value.json) { return }
    let values = supported.map { $0.serialized() }.joined(separator: " or ")
    throw refusal(of: name, value, expected: "\(values); nothing else is supported")
  }

  /// - Throws: `ModelError.located` naming an argument that was not read.
  func finish() throws(ModelError) {
    for (name, value) in try reader.members()
    where !value.json.isNull && !known.contains(name) {
      throw refusal(
        of: name, value,
        expected: "null or nothing: not supported, unlike \(known.joined(separator: ", "))")
    }
  }

  private func refusal(
    of name: String, _ value: ConfigurationReader, expected: String
  ) -> ModelError {
    .located(
      path: value.path, .invalidValue(of: name, expected: expected, found: value.json.excerpt))
  }
}

extension JSON {
  /// Whether both are equal, 1 and 1.0 as well.
  func means(_ other: JSON) -> Bool {
    if let number = numberValue { return number == other.numberValue }
    return self == other
  }

  /// The beginning of the value for a message: an object's class, or the start of its text.
  var excerpt: String {
    if let className = self["class_name"]?.stringValue { return className }
    let text = serialized()
    return text.count <= 40 ? text : "\(text.prefix(39))…"
  }
}
