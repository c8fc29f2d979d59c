import Testing

@testable import Training

@Suite("HTML")
struct HTMLTests {
  @Test("escapes texts, not literals or pieces")
  func escaping() {
    let name = "<b title=\"it's\"> & co"
    let piece: HTML = "<p>\(name)</p>"
    #expect(piece.source == "<p>&lt;b title=&quot;it&#39;s&quot;&gt; &amp; co</p>")
    let outer: HTML = "<div>\(piece)\([piece, piece])\(3)</div>"
    #expect(outer.source == "<div>\(piece.source)\(piece.source)\(piece.source)3</div>")
  }

  @Test("replaces what could control a terminal or change a line's direction")
  func controls() {
    let piece: HTML = "\("a\u{0}\u{1B}[31m\u{202E}\r\n\tb")"
    #expect(piece.source == "a\u{FFFD}\u{FFFD}[31m\u{FFFD}\u{FFFD}\n\tb")
  }

  @Test("holds data that end no script")
  func data() {
    #expect(
      HTML.data(#"{"a":"</script><!--"}"#).source
        == #"{"a":"\u003c/script>\u003c!--"}"#)
  }
}
