package import FileFormats

/// A setting in which two files differ.
package struct SettingDifference: Equatable, Sendable {
  /// The setting: a key, or a path such as `compile.optimizer.config.learning_rate`.
  package let path: String
  /// The values in both files; nil where a file does not have it.
  package let values: (JSON?, JSON?)

  package static func == (one: SettingDifference, other: SettingDifference) -> Bool {
    one.path == other.path && one.values.0 == other.values.0 && one.values.1 == other.values.1
  }

  /// Returns the deepest values in which two settings differ, by path.
  ///
  /// - Parameters:
  ///   - one: A setting, or nil where a file does not have it.
  ///   - other: The same of the other file.
  ///   - path: The path of the setting.
  /// - Returns: The differences; none where the settings are equal.
  package static func all(_ one: JSON?, _ other: JSON?, at path: String) -> [SettingDifference] {
    guard one != other else { return [] }
    switch (one, other) {
    case (.object(let a)?, .object(let b)?):
      return Set(a.keys).union(b.keys).sorted().flatMap { key in
        all(a[key], b[key], at: path.isEmpty ? key : "\(path).\(key)")
      }
    case (.array(let a)?, .array(let b)?) where a.count == b.count:
      return zip(a, b).enumerated().flatMap { index, pair in
        all(pair.0, pair.1, at: "\(path)[\(index)]")
      }
    default:
      return [SettingDifference(path: path, values: (one, other))]
    }
  }
}
