/// A word of Keras's in any of its spellings: class name, identifier or short form.
///
/// `KerasName("AdamW")`, `KerasName("adam_w")` and `KerasName("adamw")` are equal; so are
/// `KerasName("mse")` and `KerasName("MeanSquaredError")`. Every other word is equal to itself
/// alone, capitals and underscores aside.
package struct KerasName: Hashable, Sendable {
  private let letters: String

  /// The name that a word means.
  package init(_ word: String) {
    let letters = word.lowercased().filter { $0 != "_" }
    self.letters = Self.longForms[letters] ?? letters
  }

  /// Keras's short forms of what this version knows.
  private static let longForms = [
    "swish": "silu",
    "mse": "meansquarederror", "mae": "meanabsoluteerror", "bce": "binarycrossentropy",
    "acc": "accuracy", "zero": "zeros", "one": "ones", "uniform": "randomuniform",
    "normal": "randomnormal",
  ]
}

extension Sequence {
  /// The first element whose name, by `name`, is a spelling of a word.
  package func first(named word: String, by name: (Element) -> String) -> Element? {
    let wanted = KerasName(word)
    return first { KerasName(name($0)) == wanted }
  }
}
