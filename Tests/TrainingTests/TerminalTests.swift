import Testing
import Training

@Suite("Terminal")
struct TerminalTests {
  @Test(
    "takes the locale's word for its characters",
    arguments: [
      ([:], true), (["LANG": "C"], false), (["LANG": "C.UTF-8"], true),
      (["LANG": "de_DE.utf8", "LC_ALL": "POSIX"], false),
      (["LC_CTYPE": "en_US.ISO-8859-1", "LANG": "en_US.UTF-8"], false),
      (["LC_ALL": "", "LC_CTYPE": "en_US.UTF-8"], true),
    ])
  func locale(environment: [String: String], isUnicode: Bool) {
    #expect(Terminal.isUnicode(environment) == isUnicode)
  }

  @Test("writes ASCII in place of the lines of bars and tables, and leaves words alone")
  func plain() {
    #expect(Terminal.plain("4/4 ━━── naïve\n") == "4/4 ==-- naïve\n")
    #expect(Terminal.plain("┏━┳━┓┃a┃├─┼─┤│└┴┘╇") == "+=+=+|a|+-+-+|++++")
  }
}
