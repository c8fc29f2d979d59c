package import Engine
import FileFormats

/// The parts of a program's own that configurations may name, beside the library's.
///
/// Source: Keras 3, `custom_objects`.
package enum CustomParts {
  /// A part: a loss, metric, optimizer, initializer or schedule.
  package typealias Part = any Configurable & Sendable

  @TaskLocal private static var current: [Part] = []

  /// Calls `body`, in which configurations may name `parts`.
  package static func with<Result>(
    _ parts: [Part], _ body: () throws -> Result
  ) rethrows -> Result {
    try $current.withValue(parts, operation: body)
  }

  /// Returns the part of a program's own that a value names, without looking at `others` among its
  /// arguments; nil where it names none.
  ///
  /// - Throws: `ModelError.invalidValue` where all of its class have other arguments.
  static func part<Part>(
    _ reader: ConfigurationReader, as type: Part.Type, ignoring others: [String] = []
  ) throws(ModelError) -> Part? {
    guard !current.isEmpty, let className = reader.json["class_name"]?.stringValue else {
      return nil
    }
    let parts = current.compactMap { object -> (part: Part, arguments: JSON)? in
      guard object.className == className, let part = object as? Part else { return nil }
      return (part, .object(object.configuration.mapValues(JSON.init)))
    }
    guard !parts.isEmpty else { return nil }
    let given = (reader.json["config"]?.objectValue ?? [:]).filter { !others.contains($0.key) }
    let wanted = JSON.object(given).serialized()
    // As text, in which 2 and 2.0 of one program's values are what the file has.
    if let found = parts.first(where: { $0.arguments.serialized() == wanted }) { return found.part }
    throw .invalidValue(
      of: "\(className) among customObjects", expected: "one with the file's arguments, \(wanted)",
      found: "one with \(parts[0].arguments.serialized())")
  }
}
