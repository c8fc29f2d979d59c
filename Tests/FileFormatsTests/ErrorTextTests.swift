import FileFormats
import Testing

@Suite("Error text")
struct ErrorTextTests {
  @Test(arguments: [
    ("plain, é€😀", "plain, é€😀"), ("a\nb\r\tc", "a?b??c"), ("\u{1B}[2J", "?[2J"),
    ("\u{7F}\u{85}\u{2028}\u{2029}", "????"), ("\u{202E}gnp.exe", "?gnp.exe"), ("", ""),
  ])
  func replacesWhatCouldBreakALine(text: String, expected: String) {
    #expect(text.onOneLine() == expected)
  }

  @Test func shortensWhatIsLong() {
    #expect("12345".onOneLine(limit: 5) == "12345")
    #expect("123456".onOneLine(limit: 5) == "12345...")
    let text = String(repeating: "0123456789", count: 1000)
    #expect(text.onOneLine() == String(repeating: "0123456789", count: 20) + "...")
    #expect(text.onOneLine(limit: .max) == text)
  }

  @Test func sanitizesEachLine() {
    #expect("a\u{1B}[2J\n\nb\r".withHarmlessLines() == "a?[2J\n\nb?")
    #expect("".withHarmlessLines() == "")
  }
}
