/// Quoting of command lines for a shell.
package enum ShellText {
  /// Returns a quoted command line.
  package static func line(_ arguments: [String]) -> String {
    arguments.map(quoted).joined(separator: " ")
  }

  private static func quoted(_ argument: String) -> String {
    if argument.isEmpty { return "''" }
    // Raw, a control character could break the line that shows it, or control a terminal.
    guard !argument.unicodeScalars.contains(where: isControl) else {
      return "$'" + argument.unicodeScalars.reduce(into: "") { $0 += escaped($1) } + "'"
    }
    return argument.reduce(into: "") { text, character in
      let isPlain =
        !character.isASCII || character.isLetter || character.isNumber
        || "_/.:=@%+,-".contains(character)
      text += isPlain ? String(character) : "\\\(character)"
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// A scalar inside of bash's `$'...'`.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
    guard isControl(scalar) else { return String(scalar) }
    let digits = String(scalar.value, radix: 16)
    let width = scalar.value > 0xFFFF ? 8 : 4
    return "\\\(width == 8 ? "U" : "u")" + String(repeating: "0", count: width - digits.count)
      + digits
  }
}
