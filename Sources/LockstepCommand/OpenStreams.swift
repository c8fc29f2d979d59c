import FileFormats
import Synchronization

/// Which standard streams were open when the program began: afterwards all of them are.
enum OpenStreams {
  private static let inputIsClosed = Atomic<Bool>(false)
  private static let outputIsClosed = Atomic<Bool>(false)

  /// Looks at the streams; called before anything else.
  static func note() {
    inputIsClosed.store(!FileDescriptor.isOpen(0), ordering: .relaxed)
    outputIsClosed.store(!FileDescriptor.isOpen(1), ordering: .relaxed)
  }

  /// Expects standard input of a command that reads it.
  ///
  /// - Throws: `FileError`.
  static func expectInput() throws(FileError) {
    guard inputIsClosed.load(ordering: .relaxed) else { return }
    throw FileError.closed("standard input", .read)
  }

  /// Expects standard output of a command that does nothing but write there.
  ///
  /// - Throws: `FileError`.
  static func expectOutput() throws(FileError) {
    guard outputIsClosed.load(ordering: .relaxed) else { return }
    throw FileError.closed("standard output", .write)
  }
}
