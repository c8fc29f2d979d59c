package import Engine

/// What surrounds an image before a window slides over it: `.valid`, `.same`, or Keras's word.
public struct Padding: Sendable, Hashable, ExpressibleByStringLiteral {
  /// Keras's word.
  package let rawValue: String

  /// No padding: only windows that lie inside the image count.
  public static let valid = Padding(rawValue: "valid")
  /// As much as makes the output `⌈input / stride⌉`, the odd row or column at the bottom or right.
  public static let same = Padding(rawValue: "same")

  /// The paddings that there are.
  static let all = [valid, same]

  private init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The padding of a word; one that is none is an error of the layer's as soon as its shape is
  /// asked for.
  public init(stringLiteral word: String) {
    self.init(rawValue: word.lowercased())
  }

  /// - Throws: `ModelError.unsupported` unless the word is one of Keras's.
  package func check(in place: String) throws(ModelError) {
    guard Self.all.contains(self) else {
      throw .unsupported(
        kind: "padding", name: rawValue, path: place, supported: Self.all.map(\.rawValue))
    }
  }
}
