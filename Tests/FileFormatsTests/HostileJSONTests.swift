import FileFormats
import Testing

@Suite("Hostile JSON")
struct HostileJSONTests {
  private func parse(_ text: String) throws(JSONError) -> JSON {
    try JSON(parsing: Array(text.utf8))
  }

  /// Six mebibytes of such text would take twenty to two hundred as values.
  @Test(arguments: [
    ",0", ",[]", ",[0]", ",[[[[0]]]]", ",{\"\":0}", ",{\"a\":{\"b\":1.5}}",
    ",\"0123456789abcdef\"",
  ])
  func refusesValuesThatNeedTooMuchMemory(piece: String) {
    let count = (6 << 20) / piece.utf8.count
    let error = #expect(throws: JSONError.self) {
      try parse("[0" + String(repeating: piece, count: count) + "]")
    }
    #expect(error?.found == "values of more than 32 MiB")
  }

  @Test(arguments: [
    ("\"", "a", 40 << 20), ("\"", "\\u20ac", 20 << 20), ("", "1", 40 << 20), ("0.", "1", 40 << 20),
  ])
  func refusesOneValueThatNeedsTooMuchMemory(start: String, piece: String, byteCount: Int) {
    let end = start == "\"" ? "\"" : ""
    let error = #expect(throws: JSONError.self) {
      try parse(start + String(repeating: piece, count: byteCount / piece.utf8.count) + end)
    }
    #expect(error?.found == "values of more than 32 MiB")
  }

  /// A file of tensors has a few hundred of them, a model a few thousand values.
  @Test func takesAHundredThousandValues() throws {
    let value = try parse("[0" + String(repeating: ",[1,\"b\"]", count: 33_333) + "]")
    #expect(value.arrayValue?.count == 33_334)
    #expect(value[33_333] == [1, "b"])
  }

  /// A dictionary puts marks into order with each look at a key: 120 kB of them take a second.
  @Test(arguments: ["{\"X\":0}", "\"X\"", "[\"aX\"]"])
  func refusesMoreMarksInARowThanTextHas(text: String) throws {
    func filled(_ count: Int) -> String {
      var marks = ""
      for index in 0..<count { marks += index % 2 == 0 ? "\u{301}" : "\u{316}" }
      return text.split(separator: "X").joined(separator: marks)
    }
    _ = try parse(filled(30))
    for count in [31, 400_000] {
      let error = #expect(throws: JSONError.self) { try parse(filled(count)) }
      #expect(error?.found == "a string with too many combining marks in a row", "\(count) marks")
      #expect(error?.expected == "at most 30")
    }
  }

  @Test func refusesMoreMarksThanItHasTimeFor() {
    let word = "a" + String(repeating: "\u{301}", count: 30)
    let error = #expect(throws: JSONError.self) {
      try parse("[\"\"" + String(repeating: ",\"\(word)\"", count: 20_000) + "]")
    }
    #expect(error?.found == "values of more than 32 MiB")
  }

  @Test(arguments: ["/", ":", "@", "G", "`", "g", "\u{10}", "é"])
  func takesHexadecimalDigitsOnly(neighbour: String) throws {
    #expect(try parse("\"\\u00aF\\u0F9a\"") == "\u{AF}\u{F9A}")
    #expect(throws: JSONError.self) { try parse("\"\\u00a\(neighbour)\"") }
  }

  @Test func joinsWhatStandsBetweenEscapes() throws {
    #expect(try parse(#""ab\ncd\\\u00e9ef""#) == "ab\ncd\\éef")
    #expect(try parse(#""\n""#) == "\n")
    #expect(throws: JSONError.self) { try JSON(parsing: Array("\"\\n".utf8) + [0xFF, 0x22]) }
  }

  @Test func keepsItsMessageOnOneShortLine() {
    let error = #expect(throws: JSONError.self) {
      try parse(#"{"\n\u001b[2J\u202e":1,"\n\u001b[2J\u202e":2}"#)
    }
    #expect(
      error?.description
        == "JSON, byte 23: found a second key \"??[2J?\", expected each key once")
    let digits = #expect(throws: JSONError.self) { try parse(String(repeating: "9", count: 5000)) }
    #expect(
      digits?.description
        == "JSON, byte 0: found \(String(repeating: "9", count: 200))..., expected a number that "
        + "fits a Double")
  }

  @Test func countsFromTheStartOfAPart() {
    let bytes = Array("....[1,x]....".utf8)
    #expect(throws: JSONError(offset: 3, found: "'x'", expected: "a value")) {
      try JSON(parsing: bytes[4..<9])
    }
    #expect(throws: JSONError(offset: 3, found: "the end of the text", expected: "a value")) {
      try JSON(parsing: bytes[4..<7])
    }
    #expect(throws: JSONError(offset: 0, found: "1e9999", expected: "a number that fits a Double"))
    {
      try JSON(parsing: Array("....1e9999".utf8)[4...])
    }
  }
}
