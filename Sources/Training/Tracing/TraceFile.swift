import FileFormats

/// The file of a trace; the first write that fails is its last.
final class TraceFile {
  private let file: FileDescriptor
  private(set) var failure: (any Error)?

  /// Creates the file, or empties it.
  ///
  /// - Throws: `FileError`.
  init(_ path: String) throws { file = try FileDescriptor(creating: path, .replacing) }

  func write(_ text: String) { write(Array(text.utf8)) }

  func write(_ bytes: [UInt8]) {
    guard failure == nil else { return }
    do {
      try file.write(bytes)
    } catch {
      failure = error
    }
  }
}
