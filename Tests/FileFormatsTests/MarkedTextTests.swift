import FileFormats
import Testing

@Suite("texts with marks for other programs")
struct MarkedTextTests {
  @Test(
    "are quoted as fields of CSV text by their scalars",
    arguments: [
      ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""),
      (",\u{301}x", "\",\u{301}x\""), ("\"\u{301}x", "\"\"\"\u{301}x\""), (" a", "\" a\""),
      ("a ", "\"a \""), ("a\r\nb", "\"a\r\nb\""), ("\n\u{301}", "\"\n\u{301}\""),
    ])
  func fields(text: String, field: String) {
    #expect(Array(text.quotedForCSV.utf8) == Array(field.utf8))
  }

  @Test("have their slashes where their bytes have them")
  func slashes() {
    let path = "a/\u{301}b"
    #expect(path.lastSlash.map { Array(path[..<$0].utf8) } == Array("a".utf8))
    #expect("ab".lastSlash == nil)
  }
}
