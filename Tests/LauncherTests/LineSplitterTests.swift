import Testing

@testable import Launcher

@Suite("LineSplitter")
struct LineSplitterTests {
  @Test("returns each line once it is complete, however its bytes come")
  func pieces() {
    var splitter = LineSplitter()
    #expect(splitter.add(Array("a".utf8)) == [])
    #expect(splitter.add(Array("b\nc\r\n\nd".utf8)) == ["ab", "c", ""])
    #expect(splitter.add(Array("\n".utf8)) == ["d"])
  }

  @Test("keeps the end of a line without an end")
  func longLine() {
    var splitter = LineSplitter()
    for _ in 0..<3 { #expect(splitter.add(Array(repeating: 120, count: 60_000)) == []) }
    let lines = splitter.add(Array("y\n".utf8))
    #expect(lines.count == 1 && lines[0].utf8.count == 65_537 && lines[0].hasSuffix("xy"))
  }
}
