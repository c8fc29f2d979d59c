import Launcher
import Testing

@Suite("ShellText")
struct ShellTextTests {
  @Test(
    "quotes what a shell would read otherwise, and shows nothing that controls a terminal",
    arguments: [
      ("a.b/c=1", "a.b/c=1"), ("my data", "my\\ data"), ("", "''"), ("$x'", "\\$x\\'"),
      ("ü", "ü"), ("a\u{1B}]0;x\u{7}", "$'a\\u001b]0;x\\u0007'"),
      ("a\nb'\\", "$'a\\u000ab\\'\\\\'"),
      ("\u{202E}x", "$'\\u202ex'"),
    ])
  func quotes(argument: String, expected: String) {
    #expect(ShellText.line([argument]) == expected)
  }
}
