extension String {
  /// Returns the beginning of this text, sanitized for a one-line message.
  ///
  /// Names come from files: characters that could break the line, change its direction or control a
  /// terminal are replaced by `?`, and a text of more than `limit` scalars ends in `...`.
  package func onOneLine(limit: Int = 200) -> String {
    if utf8.count <= limit, isPrintableASCII { return self }
    var result = String.UnicodeScalarView(
      unicodeScalars.prefix(limit).map { Self.staysOnOneLine($0) ? $0 : "?" })
    if !unicodeScalars.dropFirst(limit).isEmpty { result.append(contentsOf: "...".unicodeScalars) }
    return String(result)
  }

  /// Whether there is nothing to look up: no control character, and none beyond ASCII.
  package var isPrintableASCII: Bool { utf8.allSatisfy { (0x20..<0x7F).contains($0) } }

  /// Returns this text with each of its lines sanitized.
  package func withHarmlessLines() -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).onOneLine(limit: .max) }.joined(separator: "\n")
  }

  private static func staysOnOneLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: false
    default: true
    }
  }
}
