import FileFormats

/// Parses a file.
func readJSON(_ path: String) {
  do { _ = try JSON(contentsOfFile: path) } catch { expectOneLine(error) }
}

/// Parses some bytes; what is JSON must come back from its own text.
func fuzzJSON(_ bytes: [UInt8]) {
  do {
    let value = try JSON(parsing: bytes)
    let text = value.serialized()
    guard let again = try? JSON(parsing: Array(text.utf8)) else {
      stop("the text of a parsed value is no JSON: \(text.debugDescription)")
    }
    expect(again == value, "another value from its own text: \(text.debugDescription)")
    expect(again.serialized() == text, "another text at the second time: \(text.debugDescription)")
  } catch {
    expect((0...bytes.count).contains(error.offset), "an error at byte \(error.offset)")
    expectOneLine(error)
  }
}
