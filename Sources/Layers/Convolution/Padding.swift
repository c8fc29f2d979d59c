package import Engine

/// The padding of an image for sliding windows: `.valid`, `.same`, or Keras's name.
public struct Padding: Sendable, Hashable, ExpressibleByStringLiteral {
  /// Keras's name.
  package let rawValue: String

  /// No padding: only windows inside the image count.
  public static let valid = Padding(rawValue: "valid")
  /// Padding for an output of size `⌈input / stride⌉`, an odd row or column at the bottom or right.
  public static let same = Padding(rawValue: "same")

  /// All paddings.
  static let all = [valid, same]

  private init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Creates the padding with a name; a layer with an unknown one throws an error when its output
  /// shape is computed.
  public init(stringLiteral name: String) {
    self.init(rawValue: name.lowercased())
  }

  /// - Throws: `ModelError.unsupported` unless the name is one of Keras's.
  package func check(in location: String) throws(ModelError) {
    guard Self.all.contains(self) else {
      throw .unsupported(
        kind: "padding", name: rawValue, path: location, supported: Self.all.map(\.rawValue))
    }
  }
}
