extension LargeFile {
  /// Tables of every kind that takes more memory than it has bytes, or more time.
  ///
  /// Each is read twice.
  static let csv = forms.map { form in
    LargeFile(
      form.name, byteCount: form.byteCount, start: Array(form.start.utf8),
      end: Array(form.end.utf8), piece: { Array(form.piece($0).utf8) })
  }

  private struct Form: Sendable {
    let name: String
    var byteCount = 4 << 20
    var start = ""
    var end = ""
    let piece: @Sendable (Int) -> String
  }

  private static let forms = [
    Form(name: "rows", start: "a,b\n") { _ in "1,2\n" },
    Form(name: "numbers", start: "a,b\n") { _ in "0.123456789012345678,1\n" },
    Form(name: "a row", start: "1") { _ in ",1" },
    Form(name: "fields", start: "1") { _ in "," },
    Form(name: "texts") { "1,n\(100_000 + $0 % 100_000)\n" },
    Form(name: "long texts") {
      "1,\(String(repeating: "x", count: 250))\(100_000 + $0 % 100_000)\n"
    },
    Form(name: "empty lines", start: "1,2\n") { _ in "\n" },
    Form(name: "spaces", start: "1,2\n") { _ in "    " },
    Form(name: "quotes", start: "1,\"") { _ in "\"\"" },
    Form(name: "a quote without end", start: "1,\"") { _ in "abcd" },
    Form(name: "a digit without end", start: "1,") { _ in "0123" },
    Form(name: "names", byteCount: 2 << 20) { "c\(1_000_000 + $0 % 1_000_000)," },
  ]
}
