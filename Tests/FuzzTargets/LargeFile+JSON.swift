extension LargeFile {
  /// Texts of every kind that takes more memory than it has bytes, or more time.
  static let json = forms.map { form in
    LargeFile(
      form.name, byteCount: form.byteCount, start: Array(form.start.utf8),
      end: Array(form.end.utf8), piece: { Array(form.piece($0).utf8) })
  }

  /// The same texts as the metadata of a file of tensors, and headers of its own kinds.
  static let safetensors = (forms + headerForms).map { form in
    let start = form.isHeader ? "{" + form.start : "{\"__metadata__\":" + form.start
    let text = Array(start.utf8)
    let end = Array((form.end + "}").utf8)
    let count = form.byteCount / form.piece(1_000_000).utf8.count
    let byteCount =
      text.count + end.count + (0..<count).reduce(0) { $0 + form.piece($1).utf8.count }
    return LargeFile(
      form.name, byteCount: form.byteCount, start: littleEndian(byteCount, byteCount: 8) + text,
      end: end, piece: { Array(form.piece($0).utf8) })
  }

  private struct Form: Sendable {
    let name: String
    let start: String
    let end: String
    var byteCount = 16 << 20
    var isHeader = false
    let piece: @Sendable (Int) -> String
  }

  private static let forms = [
    Form(name: "numbers", start: "[0", end: "]") { _ in ",0" },
    Form(name: "fractions", start: "[0", end: "]") { ",\($0).5e-3" },
    Form(name: "empty arrays", start: "[[]", end: "]") { _ in ",[]" },
    Form(name: "small arrays", start: "[[]", end: "]") { _ in ",[0]" },
    Form(name: "deep arrays", start: "[0", end: "]") { _ in
      "," + String(repeating: "[", count: 60) + String(repeating: "]", count: 60)
    },
    Form(name: "small objects", start: "[0", end: "]") { _ in ",{\"\":0}" },
    Form(name: "members", start: "{\"\":0", end: "}") { ",\"\($0)\":\"\"" },
    Form(name: "strings", start: "[0", end: "]") { _ in ",\"0123456789abcdef\"" },
    Form(name: "a string", start: "[\"", end: "\"]") { _ in "0123456789abcdef" },
    Form(name: "a string of escapes", start: "[\"", end: "\"]") { _ in "\\u20ac" },
    Form(name: "a key that is text", start: "{\"k\":\"", end: "\"}") { _ in "[0,0]" },
    Form(name: "a key of marks", start: "{\"", end: "\":0}") { _ in "\u{301}\u{316}" },
    Form(name: "keys of marks", start: "{\"\":0", end: "}") {
      ",\"\($0)" + String(repeating: "\u{301}\u{316}", count: 15) + "\":0"
    },
    Form(name: "a number of digits", start: "[1", end: "]") { _ in "0123456789" },
    Form(name: "a fraction of digits", start: "[1.", end: "e-9]") { _ in "0123456789" },
    Form(name: "white space", start: "[", end: "]") { _ in " \t\n\r" },
    Form(name: "brackets", start: "", end: "") { _ in "[" },
    Form(name: "a string without end", start: "[\"", end: "") { _ in "0123456789abcdef" },
  ]

  private static let headerForms = [
    Form(name: "tensors", start: "\"\":{}", end: "", isHeader: true) { tensor("\($0)") },
    // About half as many as the limit of memory lets through.
    Form(
      name: "valid tensors", start: "\"__metadata__\":{}", end: "", byteCount: 1 << 20,
      isHeader: true
    ) { tensor("\($0)") },
    Form(
      name: "sizes", start: "\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,0],\"shape\":[0",
      end: "]}", isHeader: true
    ) { _ in ",0" },
    Form(
      name: "a type", start: "\"a\":{\"data_offsets\":[0,0],\"shape\":[0],\"dtype\":\"", end: "\"}",
      isHeader: true
    ) { _ in "F31 " },
    Form(
      name: "a name", start: "\"", end: "\":{\"data_offsets\":[0,0],\"shape\":[0]}", isHeader: true
    ) { _ in "abcd" },
    Form(
      name: "checksums", start: "\"__metadata__\":{\"checksums\":\"[0", end: "]\"}", isHeader: true
    ) { _ in ",0" },
  ]

  private static func tensor(_ name: String) -> String {
    ",\"\(name)\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}"
  }
}
