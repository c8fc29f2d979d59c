import FileFormats

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Stops the program with a message unless a condition holds; libFuzzer then keeps the input.
func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { stop(message()) }
}

/// Stops the program with a message.
func stop(_ message: String) -> Never {
  note(message)
  abort()
}

/// Checks what every message for a user must be: one short line that cannot drive a terminal.
func expectOneLine(_ error: any Error) {
  let text = "\(error)"
  expect(text.utf8.count < 4096, "a message of \(text.utf8.count) bytes: \(text.prefix(200))")
  if text.isPrintableASCII { return }
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      stop("a message with U+\(String(scalar.value, radix: 16)): \(text.debugDescription)")
    default: break
    }
  }
}

/// Prints a line on standard error, where libFuzzer's own go.
func note(_ message: String) {
  // By number, since Swift 6 does not let the C variable `stderr` be used.
  let line = Array("fuzz: \(message)\n".utf8)
  _ = unsafe line.withUnsafeBytes { unsafe write(2, $0.baseAddress, $0.count) }
}
