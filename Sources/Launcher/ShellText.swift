/// Words of a command line as a shell reads them.
package enum ShellText {
  /// A line that can be pasted.
  package static func line(_ words: [String]) -> String {
    words.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ word: String) -> String {
    if word.isEmpty { return "''" }
    guard !word.unicodeScalars.contains(where: { $0.value < 32 }) else {
      return "'\(word.replacing("'", with: "'\\''"))'"
    }
    return word.reduce(into: "") { text, character in
      let isPlain =
        !character.isASCII || character.isLetter || character.isNumber
        || "_/.:=@%+,-".contains(character)
      text += isPlain ? String(character) : "\\\(character)"
    }
  }
}
