/// A syntax error in JSON text, with its position.
public struct JSONError: Error, Equatable, CustomStringConvertible {
  /// The position of the offending byte, counted from 0.
  public let offset: Int
  /// The text found there.
  public let found: String
  /// The text expected there.
  public let expected: String

  /// Creates an error.
  public init(offset: Int, found: String, expected: String) {
    self.offset = offset
    self.found = found
    self.expected = expected
  }

  /// One line: position, found (which may quote the text, shortened) and expected.
  public var description: String {
    "JSON, byte \(offset): found \(found.onOneLine()), expected \(expected)"
  }
}

extension JSON {
  /// The deepest nesting of arrays and objects that is parsed; deeper text is refused.
  public static let maximumDepth = 64

  /// The greatest memory of parsed values, in bytes; text that needs more is refused.
  ///
  /// Values take up to thirty times the bytes of their text, so that a limit on the text alone
  /// would not bound them.
  public static let maximumMemory = 32 << 20

  /// Parses UTF-8 text as strict RFC 8259.
  ///
  /// Duplicate keys, lone surrogates, numbers beyond `Double`, byte order marks and anything
  /// after the value but white space are refused. Whole numbers beyond `Int` become `.number`.
  /// Strings must be stream-safe, that is have no more than 30 combining marks in a row (Unicode
  /// Standard Annex 15, section 13).
  ///
  /// - Throws: `JSONError`.
  /// - Complexity: O(bytes) time; memory is bounded by `maximumMemory`, the stack by
  ///   `maximumDepth`.
  public init(parsing bytes: [UInt8]) throws(JSONError) {
    try self.init(parsing: bytes[...])
  }

  /// Parses a part of some bytes; an error counts from its start.
  package init(
    parsing bytes: ArraySlice<UInt8>, maximumMemory: Int = JSON.maximumMemory
  ) throws(JSONError) {
    var parser = JSONParser(bytes, maximumMemory: maximumMemory)
    self = try parser.document()
  }
}

/// A recursive-descent parser; one method for each rule of RFC 8259.
private struct JSONParser {
  private let bytes: ArraySlice<UInt8>
  private var offset: Int
  private var budget: JSONBudget

  init(_ bytes: ArraySlice<UInt8>, maximumMemory: Int) {
    self.bytes = bytes
    offset = bytes.startIndex
    budget = JSONBudget(maximumMemory)
  }

  mutating func document() throws(JSONError) -> JSON {
    let result = try value(depth: 0)
    skipWhiteSpace()
    guard offset == bytes.endIndex else { throw error(expected: "the end of the text") }
    return result
  }

  // RFC 8259, section 3.
  private mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipWhiteSpace()
    switch peek {
    case UInt8(ascii: "{"): return try object(depth: depth + 1)
    case UInt8(ascii: "["): return try array(depth: depth + 1)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"): return try number()
    case let digit? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit):
      return try number()
    default: throw error(expected: "a value")
    }
  }

  // RFC 8259, section 4.
  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    try enter(depth)
    var members: [String: JSON] = [:]
    if skip("}") { return .object(members) }
    try charge(JSONBudget.object)
    repeat {
      try charge(JSONBudget.member)
      skipWhiteSpace()
      let start = offset
      guard peek == UInt8(ascii: "\"") else { throw error(expected: "a key in quotes") }
      let key = try string()
      guard skip(":") else { throw error(expected: "':'") }
      guard members.updateValue(try value(depth: depth), forKey: key) == nil else {
        throw error(at: start, found: "a second key \"\(key)\"", expected: "each key once")
      }
    } while skip(",")
    guard skip("}") else { throw error(expected: "',' or '}'") }
    return .object(members)
  }

  // RFC 8259, section 5.
  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    try enter(depth)
    var elements: [JSON] = []
    if skip("]") { return .array(elements) }
    try charge(JSONBudget.array)
    repeat {
      try charge(JSONBudget.element)
      elements.append(try value(depth: depth))
    } while skip(",")
    guard skip("]") else { throw error(expected: "',' or ']'") }
    return .array(elements)
  }

  // RFC 8259, section 6.
  private mutating func number() throws(JSONError) -> JSON {
    let start = offset
    var isWhole = true
    if peek == UInt8(ascii: "-") { offset += 1 }
    if peek == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      offset += 1
      isWhole = false
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      offset += 1
      isWhole = false
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    try charge(JSONBudget.string + offset - start)
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    // "-0" stays a Double: as Int it would lose its sign.
    if isWhole, text != "-0", let integer = Int(text) { return .integer(integer) }
    guard let value = Double(text), value.isFinite else {
      throw error(at: start, found: text, expected: "a number that fits a Double")
    }
    return .number(value)
  }

  private mutating func digits() throws(JSONError) {
    let start = offset
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    guard offset > start else { throw error(expected: "a digit") }
  }

  // RFC 8259, section 7.
  private mutating func string() throws(JSONError) -> String {
    let start = offset
    offset += 1
    var content: [UInt8] = []
    var plain = offset
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw error(expected: "an escaped control character") }
      offset += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      content += bytes[plain..<(offset - 1)]
      content += try escape().utf8
      try charge(JSONBudget.growing * (offset - plain))
      plain = offset
    }
    guard peek != nil else { throw error(expected: "a closing quote") }
    try charge(JSONBudget.string + JSONBudget.growing * (offset - plain))
    let rest = bytes[plain..<offset]
    if !content.isEmpty { content += rest }
    guard let result = String(validating: content.isEmpty ? rest : content[...], as: UTF8.self)
    else {
      throw error(at: start, found: "a string that is not UTF-8", expected: "UTF-8")
    }
    offset += 1
    let marks = CombiningMarks(in: result)
    guard marks.longestRun <= CombiningMarks.streamSafeRun else {
      throw error(
        at: start, found: "a string with too many combining marks in a row",
        expected: "at most \(CombiningMarks.streamSafeRun)")
    }
    try charge(JSONBudget.mark * marks.count)
    return result
  }

  private mutating func escape() throws(JSONError) -> Unicode.Scalar {
    guard let byte = peek else { throw error(expected: "an escape") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape()
    default:
      offset -= 1
      throw error(expected: "an escape")
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let first = try fourHexadecimalDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, peek == UInt8(ascii: "\\") else {
      throw error(expected: "a surrogate pair")
    }
    offset += 1
    guard peek == UInt8(ascii: "u") else { throw error(expected: "a surrogate pair") }
    offset += 1
    let second = try fourHexadecimalDigits()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw error(expected: "a surrogate pair") }
    return scalar
  }

  private mutating func fourHexadecimalDigits() throws(JSONError) -> UInt32 {
    var result: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch peek {
      case let byte? where (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte):
        digit = byte - UInt8(ascii: "0")
      case let byte? where (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20):
        digit = (byte | 0x20) - UInt8(ascii: "a") + 10
      default: throw error(expected: "four hexadecimal digits")
      }
      result = result << 4 | UInt32(digit)
      offset += 1
    }
    return result
  }

  private mutating func literal(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
    let spelling = Array("\(text)".utf8)
    guard bytes[offset...].starts(with: spelling) else { throw error(expected: "\(text)") }
    offset += spelling.count
    return value
  }

  private var peek: UInt8? { offset < bytes.endIndex ? bytes[offset] : nil }

  private mutating func skipWhiteSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      offset += 1
    }
  }

  /// Skips white space and the given character, if it is next.
  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    skipWhiteSpace()
    guard peek == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func enter(_ depth: Int) throws(JSONError) {
    guard depth <= JSON.maximumDepth else {
      throw error(
        at: offset, found: "nesting of \(depth)", expected: "at most \(JSON.maximumDepth)")
    }
    offset += 1
  }

  private mutating func charge(_ byteCount: Int) throws(JSONError) {
    guard budget.take(byteCount) else {
      throw error(
        at: offset, found: "values of more than \(budget.limit >> 20) MiB",
        expected: "a text that needs less memory")
    }
  }

  private func error(at position: Int, found: String, expected: String) -> JSONError {
    JSONError(offset: position - bytes.startIndex, found: found, expected: expected)
  }

  private func error(expected: String) -> JSONError {
    guard let byte = peek else {
      return error(at: offset, found: "the end of the text", expected: expected)
    }
    let printable = (0x21...0x7E).contains(byte)
    let found =
      printable
      ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(byte.hexadecimal)"
    return error(at: offset, found: found, expected: expected)
  }
}
