/// Quoting of command lines for a shell.
package enum ShellText {
  /// Returns a quoted command line.
  package static func line(_ arguments: [String]) -> String {
    arguments.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ argument: String) -> String {
    if argument.isEmpty { return "''" }
    guard !argument.unicodeScalars.contains(where: { $0.value < 32 }) else {
      return "'\(argument.replacing("'", with: "'\\''"))'"
    }
    return argument.reduce(into: "") { text, character in
      let isPlain =
        !character.isASCII || character.isLetter || character.isNumber
        || "_/.:=@%+,-".contains(character)
      text += isPlain ? String(character) : "\\\(character)"
    }
  }
}
