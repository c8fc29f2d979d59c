extension String {
  /// Returns the start of this text, fit to stand in a one-line message.
  ///
  /// Names come out of files: what could break the line, turn its direction or drive a terminal
  /// stands as `?`, and a text of more than `limit` scalars ends in `...`.
  package func onOneLine(limit: Int = 200) -> String {
    var result = String.UnicodeScalarView(
      unicodeScalars.prefix(limit).map { Self.staysOnOneLine($0) ? $0 : "?" })
    if !unicodeScalars.dropFirst(limit).isEmpty { result.append(contentsOf: "...".unicodeScalars) }
    return String(result)
  }

  private static func staysOnOneLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
