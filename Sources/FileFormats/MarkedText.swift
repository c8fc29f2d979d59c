/// Texts in which single scalars have a meaning for others: to a reader of bytes a comma, a quote
/// or a slash is one whatever follows it, while a `Character` takes a combining mark along.
extension String {
  /// Returns the text with a mark before each of some scalars.
  package func putting(_ mark: Unicode.Scalar, before marked: Unicode.Scalar...) -> String {
    var result = UnicodeScalarView()
    for scalar in unicodeScalars {
      if marked.contains(scalar) { result.append(mark) }
      result.append(scalar)
    }
    return String(result)
  }

  /// The text as a field of CSV text: in quotes, its own doubled, where a reader needs them.
  package var quotedForCSV: String {
    let needsQuotes =
      utf8.first == UInt8(ascii: " ") || utf8.last == UInt8(ascii: " ")
      || unicodeScalars.contains { $0 == "," || $0 == "\"" || Character($0).isNewline }
    return needsQuotes ? "\"\(putting("\"", before: "\""))\"" : self
  }

  /// The index of the last slash of a path.
  package var lastSlash: Index? { utf8.lastIndex(of: UInt8(ascii: "/")) }
}
