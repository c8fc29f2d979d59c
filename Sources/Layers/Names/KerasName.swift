/// A Keras name in any of its spellings: class name, identifier or short form.
///
/// `KerasName("AdamW")`, `KerasName("adam_w")` and `KerasName("adamw")` are equal; so are
/// `KerasName("mse")` and `KerasName("MeanSquaredError")`. Any other name equals only itself,
/// ignoring case and underscores.
package struct KerasName: Hashable, Sendable {
  private let letters: String

  /// Creates a name from any spelling.
  package init(_ spelling: String) {
    let letters = spelling.lowercased().filter { $0 != "_" }
    self.letters = Self.longForms[letters] ?? letters
  }

  /// Keras's short forms of the supported names.
  private static let longForms = [
    "swish": "silu",
    "mse": "meansquarederror", "mae": "meanabsoluteerror", "bce": "binarycrossentropy",
    "acc": "accuracy", "zero": "zeros", "one": "ones", "uniform": "randomuniform",
    "normal": "randomnormal",
  ]
}

extension Sequence {
  /// Returns the first element with a name, given by `name`, that equals `spelling` as a Keras
  /// name.
  package func first(named spelling: String, by name: (Element) -> String) -> Element? {
    let wanted = KerasName(spelling)
    return first { KerasName(name($0)) == wanted }
  }
}
