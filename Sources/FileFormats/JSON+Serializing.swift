extension JSON {
  /// Returns the canonical text of this value: equal values give equal bytes on every machine.
  ///
  /// Keys are sorted by their UTF-8 bytes, there is no white space, numbers have the fewest digits
  /// that read back as the same `Double`, and slashes and other characters above 0x1F are not
  /// escaped.
  ///
  /// - Precondition: Every number is finite.
  public func serialized() -> String { String(decoding: serializedBytes(), as: UTF8.self) }

  /// Returns the canonical text in UTF-8.
  ///
  /// - Precondition: Every number is finite.
  package func serializedBytes() -> [UInt8] {
    var bytes: [UInt8] = []
    appendSerialized(to: &bytes)
    return bytes
  }

  /// Appends the canonical text in UTF-8.
  ///
  /// - Precondition: Every number is finite.
  package func appendSerialized(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += String(value).utf8
    case .number(let value):
      // `precondition` prints no message under `-O`, and a part of a program can bring any number.
      guard value.isFinite else { fatalError("JSON has no spelling for \(value)") }
      bytes += "\(value)".utf8
    case .string(let value): Self.append(quoted: value, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.appendSerialized(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.append(quoted: member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.appendSerialized(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func append(quoted string: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += #"\""#.utf8
      case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
      case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
      case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
      case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
      case 0..<0x20: bytes += "\\u00\(byte.hexadecimal)".utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
