import FileFormats
import Testing

@Suite("JSON serializing")
struct JSONSerializingTests {
  /// In UTF-8 "Z" comes before "a", and U+FFFD before U+10000, unlike in UTF-16.
  @Test func sortsKeysByTheirBytes() {
    let json: JSON = ["b": 1, "a": 2, "Z": 3, "": 4, "\u{10000}": 5, "\u{FFFD}": 6, "é": 7]
    #expect(
      json.serialized()
        == "{\"\":4,\"Z\":3,\"a\":2,\"b\":1,\"é\":7,\"\u{FFFD}\":6,\"\u{10000}\":5}")
  }

  @Test func hasNoWhiteSpaceAndEscapesOnlyWhatItMust() {
    let json: JSON = [nil, true, false, "a/b \"\\\n\r\t\u{0}\u{1F}é", [:], []]
    #expect(json.serialized() == #"[null,true,false,"a/b \"\\\n\r\t\u0000\u001fé",{},[]]"#)
  }

  @Test(arguments: [
    0.1, 1.0, -0.0, 1e300, .leastNonzeroMagnitude,
    0.010000000474974513, 1.7976931348623157e308, 123456789.125,
  ])
  func writesNumbersThatReadBackAsTheSameBits(value: Double) throws {
    let text = JSON.number(value).serialized()
    let back = try JSON(parsing: Array(text.utf8))
    #expect(back.numberValue?.bitPattern == value.bitPattern, "\(text)")
    #expect(back == .number(value), "\(text) must not come back as an integer")
  }

  @Test(arguments: [Int.min, -1, 0, 1, Int.max])
  func writesIntegersThatReadBack(value: Int) throws {
    #expect(try JSON(parsing: Array(JSON.integer(value).serialized().utf8)) == .integer(value))
  }
}
