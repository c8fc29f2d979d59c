/// A search for the fields of one row, from an index of a text on.
///
/// It has its own copies of what it reads for every byte, which stay in registers.
@safe
struct CSVRowScan {
  /// A field of the row.
  struct Field {
    /// The first byte in the text, behind a quote.
    let start: Int
    /// The end in the text, before a quote.
    let end: Int
    let isQuoted: Bool
    /// Whether it holds doubled quotes.
    let hasEscapes: Bool
  }

  /// What is wrong in a row.
  struct Failure: Error {
    let found: String
    let expected: String
  }

  /// The text at hand, valid as long as this value is used.
  private let bytes: UnsafeBufferPointer<UInt8>
  private let count: Int
  /// The separator of fields.
  let delimiter: UInt8
  /// Whether the text at hand goes to the end of the file.
  let hasEnded: Bool
  /// The next byte; behind the row where it was found.
  private(set) var index: Int
  /// The line ends inside of quotes.
  private(set) var lineCount = 0

  private static let maximumFieldCount = 1 << 20
  private static let quote = UInt8(ascii: "\"")

  init(_ bytes: UnsafeBufferPointer<UInt8>, from index: Int, delimiter: UInt8, hasEnded: Bool) {
    unsafe self.bytes = bytes
    count = bytes.count
    self.index = index
    self.delimiter = delimiter
    self.hasEnded = hasEnded
  }

  /// Finds the fields of the row that begins at the index.
  ///
  /// - Parameter fields: Receives them.
  /// - Returns: false where the text at hand ends before the row does.
  /// - Throws: `Failure`.
  mutating func scan(into fields: inout [Field]) throws(Failure) -> Bool {
    while true {
      skipSpaces()
      if index < count, byte(index) == Self.quote {
        guard let field = try quotedField() else { return false }
        fields.append(field)
      } else {
        fields.append(plainField())
      }
      guard index < count || hasEnded else { return false }
      guard fields.count <= Self.maximumFieldCount else {
        throw Failure(
          found: "more than \(Self.maximumFieldCount) fields", expected: "fewer in a row")
      }
      guard index < count else { return true }
      let end = byte(index)
      index += 1
      guard end != delimiter else { continue }
      if end == 0x0D {
        guard index < count || hasEnded else { return false }
        if index < count, byte(index) == 0x0A { index += 1 }
      }
      return true
    }
  }

  private mutating func plainField() -> Field {
    let start = index
    while index < count, !endsField(byte(index)) { index += 1 }
    var end = index
    while end > start, isSpace(byte(end - 1)) { end -= 1 }
    return Field(start: start, end: end, isQuoted: false, hasEscapes: false)
  }

  /// A field in quotes, whose first one is at the index; nil where the text at hand ends first.
  private mutating func quotedField() throws(Failure) -> Field? {
    let start = index + 1
    var hasEscapes = false
    index += 1
    while true {
      while index < count, byte(index) != Self.quote {
        if byte(index) == 0x0A { lineCount += 1 }
        index += 1
      }
      guard index < count else {
        guard hasEnded else { return nil }
        throw Failure(
          found: "a quote that is not closed", expected: "another one behind the field")
      }
      guard index + 1 < count || hasEnded else { return nil }
      guard index + 1 < count, byte(index + 1) == Self.quote else { break }
      hasEscapes = true
      index += 2
    }
    let end = index
    index += 1
    skipSpaces()
    guard index == count || endsField(byte(index)) else {
      throw Failure(
        found: "text behind a closing quote", expected: "a separator, or quotes written twice")
    }
    return Field(start: start, end: end, isQuoted: true, hasEscapes: hasEscapes)
  }

  private mutating func skipSpaces() {
    while index < count, isSpace(byte(index)) { index += 1 }
  }

  private func byte(_ index: Int) -> UInt8 { unsafe bytes[index] }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte == 0x09 && delimiter != 0x09)
  }

  private func endsField(_ byte: UInt8) -> Bool {
    byte == delimiter || byte == 0x0A || byte == 0x0D
  }
}
