import FileFormats
import Testing

@Suite("JSON parsing")
struct JSONParsingTests {
  private static let values: [(String, JSON)] = [
    ("null", JSON.null), ("true", true), (" false\n", false), ("0", 0), ("-12", -12),
    ("9223372036854775807", .integer(.max)), ("9223372036854775808", 9223372036854775808.0),
    ("1.0", .number(1)), ("-0", .number(-0.0)), ("1e3", .number(1000)), ("2.5E-1", 0.25),
    ("\"\"", ""), (#""a\"\\\/\b\f\n\r\t""#, "a\"\\/\u{8}\u{c}\n\r\t"),
    (#""\u00e9\u20AC\ud83d\ude00""#, "é€😀"), ("\"é€😀\"", "é€😀"),
    ("[]", .array([])), ("[1,[2],{}]", [1, [2], .object([:])]),
    (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [nil]], "": 1]),
  ]

  @Test(arguments: values)
  func takesEveryKindOfValue(text: String, expected: JSON) throws {
    #expect(try JSON(parsing: Array(text.utf8)) == expected)
  }

  @Test func keepsTheSignOfZero() throws {
    #expect(try JSON(parsing: Array("-0".utf8)).numberValue?.sign == .minus)
  }

  @Test(arguments: [
    "", " ", "nul", "True", "nulll", "1 2", "[1,]", "[1 2]", "[", "[1", "{", "{\"a\"", "{\"a\":",
    "{\"a\":1", "{\"a\":1,}", "{a:1}", "{1:1}", "01", "-", "+1", ".5", "1.", "1e", "1e+", "0x1",
    "NaN", "Infinity", "1e999", "-1e999", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"",
    "\"\\u12g4\"", #""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800A""#, "\"\t\"",
    "\"\n\"", "\u{FEFF}1", "// x\n1", "'a'", "]", "}", ",", "1,", "\u{A0}1",
  ])
  func refusesWhatIsNotJSON(text: String) {
    #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
  }

  @Test func refusesDuplicateKeys() {
    #expect(throws: JSONError(offset: 7, found: "a second key \"a\"", expected: "each key once")) {
      try JSON(parsing: Array(#"{"a":1,"\u0061":2}"#.utf8))
    }
  }

  @Test(arguments: [[0xC3], [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]])
  func refusesStringsThatAreNotUTF8(bytes: [UInt8]) {
    #expect(throws: JSONError.self) { try JSON(parsing: [0x22] + bytes + [0x22]) }
  }

  @Test func nestsUpToTheLimitAndNoDeeper() throws {
    let depth = JSON.maximumDepth
    func nested(_ depth: Int) -> [UInt8] {
      Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
    }
    #expect(try JSON(parsing: nested(depth)).serialized().utf8.count == 2 * depth)
    #expect(throws: JSONError.self) { try JSON(parsing: nested(depth + 1)) }
    #expect(throws: JSONError.self) { try JSON(parsing: nested(1_000_000)) }
  }

  @Test(arguments: [
    ("[1,x]", "JSON, byte 3: found 'x', expected a value"),
    ("[1,", "JSON, byte 3: found the end of the text, expected a value"),
    ("{\"a\" 1}", "JSON, byte 5: found '1', expected ':'"),
    ("[\u{1}]", "JSON, byte 1: found byte 0x01, expected a value"),
  ])
  func saysWhereAndWhat(text: String, message: String) {
    let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
    #expect(error?.description == message)
  }
}
