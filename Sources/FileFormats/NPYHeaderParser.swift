/// A parser of the Python dictionary in the header of a NumPy array.
///
/// It takes the three keys in any order, each once, and nothing else; there is no recursion.
struct NPYHeaderParser {
  private let path: String
  private let text: [UInt8]
  private let textOffset: Int
  private var position = 0

  /// NumPy's own limit.
  private static let maximumRank = 64

  init(path: String, text: [UInt8], textOffset: Int) {
    self.path = path
    self.text = text
    self.textOffset = textOffset
  }

  /// Parses the whole text.
  ///
  /// - Throws: `DataFileError` with the offset of what is wrong.
  mutating func parse() throws -> (ElementFormat, isFortranOrder: Bool, shape: [Int]) {
    var format: ElementFormat?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try take("{", "a Python dictionary")
    while !takes("}") {
      let start = position
      let key = try string("a key in quotes")
      try take(":", "':' behind the key '\(key)'")
      switch key {
      case "descr" where format == nil: format = try elementFormat()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try truthValue()
      case "shape" where shape == nil: shape = try sizes()
      default:
        throw error(
          at: start, found: "the key '\(key)'",
          expected: "the keys 'descr', 'fortran_order' and 'shape', each once")
      }
      guard takes(",") || peek() == UInt8(ascii: "}") else {
        throw error(found: next(), expected: "',' or '}'")
      }
    }
    guard peek() == nil else { throw error(found: next(), expected: "spaces to the header's end") }
    guard let format, let isFortranOrder, let shape else {
      throw error(
        found: "the end of the header", expected: "the keys 'descr', 'fortran_order' and 'shape'")
    }
    guard ArrayHeader.hasSize(shape, format) else {
      throw error(
        at: 0, found: "the shape \(shape) of \(format.name)", expected: "fewer than 2^62 bytes")
    }
    return (format, isFortranOrder, shape)
  }

  // MARK: Values

  private mutating func elementFormat() throws -> ElementFormat {
    _ = peek()
    let start = position
    guard peek() != UInt8(ascii: "[") else {
      throw error(
        found: "a type with fields", expected: "a type of numbers; save each field as an array")
    }
    let text = try string("a type in quotes such as '<f4'")
    let types: [String: ElementType] = [
      "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "u4": .uint32,
      "i4": .int32, "u8": .uint64, "i8": .int64, "f2": .float16, "f4": .float32, "f8": .float64,
    ]
    let order = text.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    let name = String(order == nil ? text[...] : text.dropFirst())
    guard let type = types[name], order != "|" || type.byteCount == 1 else {
      throw error(
        at: start, found: "the type '\(text)'\(Self.meaning(of: name))",
        expected: "truth values, integers or floats of at most 8 bytes; "
          + (["U", "S"].contains(name.first)
            ? "save texts as numpy.unique(texts, return_inverse=True)[1]"
            : "save other arrays with .astype(numpy.float32)"))
    }
    return ElementFormat(type, isBigEndian: order == ">")
  }

  private static func meaning(of name: String) -> String {
    switch name.first {
    case "O": ", Python objects"
    case "U", "S", "a": ", text"
    case "c": ", complex numbers"
    case "M", "m": ", times"
    default: ""
    }
  }

  private mutating func truthValue() throws -> Bool {
    for (word, value) in [("True", true), ("False", false)] where takes(word) { return value }
    throw error(found: next(), expected: "True or False")
  }

  private mutating func sizes() throws -> [Int] {
    try take("(", "a tuple of sizes such as (60000, 28, 28)")
    var sizes: [Int] = []
    while !takes(")") {
      sizes.append(try size())
      guard sizes.count <= Self.maximumRank else {
        throw error(
          found: "more than \(Self.maximumRank) sizes", expected: "at most \(Self.maximumRank)")
      }
      guard takes(",") || (peek() == UInt8(ascii: ")") && sizes.count > 1) else {
        throw error(found: next(), expected: "',' or, behind several sizes, ')'")
      }
    }
    return sizes
  }

  private mutating func size() throws -> Int {
    _ = peek()
    let start = position
    var value = 0
    while position < text.count, (0x30...0x39).contains(text[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carries) = product.addingReportingOverflow(Int(text[position] - 0x30))
      guard !overflow, !carries else {
        throw error(at: start, found: "a size of more than 63 bits", expected: "a smaller one")
      }
      value = sum
      position += 1
    }
    guard position > start else { throw error(found: next(), expected: "a size from 0 up") }
    // Python 2 wrote long integers so.
    if position < text.count, text[position] == UInt8(ascii: "L") { position += 1 }
    return value
  }

  private mutating func string(_ expected: String) throws -> String {
    guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw error(found: next(), expected: expected)
    }
    let start = position + 1
    guard let end = text[start...].firstIndex(of: quote),
      !text[start..<end].contains(UInt8(ascii: "\\"))
    else {
      throw error(found: next(), expected: "\(expected), without a backslash and with its end")
    }
    position = end + 1
    let string = String(decoding: text[start..<end], as: UTF8.self)
    guard CombiningMarks.areFew(in: string) else {
      throw error(
        at: start, found: "a text with \(CombiningMarks.found)", expected: CombiningMarks.expected)
    }
    return string
  }

  // MARK: Characters

  /// The next byte that is no white space, nil at the end.
  private mutating func peek() -> UInt8? {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) { position += 1 }
    return position < text.count ? text[position] : nil
  }

  private mutating func takes(_ word: String) -> Bool {
    guard peek() != nil, text[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func take(_ word: String, _ expected: String) throws {
    guard takes(word) else { throw error(found: next(), expected: expected) }
  }

  /// The next characters, for an error.
  private mutating func next() -> String {
    guard peek() != nil else { return "the end of the header" }
    let rest = text[position...]
    return "'\(String(decoding: rest.prefix(20), as: UTF8.self))\(rest.count > 20 ? "..." : "")'"
  }

  private func error(at position: Int? = nil, found: String, expected: String) -> DataFileError {
    DataFileError(
      path: path, offset: textOffset + (position ?? self.position), found: found,
      expected: expected)
  }
}
