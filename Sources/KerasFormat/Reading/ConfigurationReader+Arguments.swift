import Engine
import FileFormats

extension ConfigurationReader {
  /// The value under a key, where there is one that is not null.
  func valued(_ key: String) -> ConfigurationReader? {
    self[key].flatMap { $0.json.isNull ? nil : $0 }
  }

  /// Throws at the first key, in alphabetical order, that is not among those known.
  func refuseKeys(except known: [String]) throws(ModelError) {
    guard let entries = json.objectValue else {
      throw .malformed(path: path, expected: "an object")
    }
    guard let key = entries.keys.sorted().first(where: { !known.contains($0) }) else { return }
    throw .unsupported(kind: "argument", name: key, path: path, supported: known.sorted())
  }
}
