#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A reader of standard input, which may be a pipe.
package final class StandardInput: SequentialReader {
  /// The name for messages.
  package let path = "standard input"
  private var window = [UInt8](repeating: 0, count: 1 << 16)
  private var available = 0..<0

  /// Creates a reader; there is one of a process.
  package init() {}

  /// Whether there is a further byte; waits for it.
  ///
  /// - Throws: `FileError`.
  package func hasMore() throws(FileError) -> Bool {
    guard available.isEmpty else { return true }
    var count = -1
    repeat {
      count = unsafe window.withUnsafeMutableBytes { unsafe Self.read($0) }
    } while count < 0 && errno == EINTR
    guard count >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
    available = 0..<count
    return count > 0
  }

  /// Reads the next bytes until the buffer is full or the input ends.
  ///
  /// - Throws: `FileError`.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count, try hasMore() {
      let piece = available.prefix(buffer.count - filled)
      unsafe window.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[piece]))
      }
      filled += piece.count
      available = piece.upperBound..<available.upperBound
    }
    return filled
  }

  private static func read(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    #if canImport(Darwin)
      unsafe Darwin.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
    #else
      unsafe Glibc.read(STDIN_FILENO, buffer.baseAddress, buffer.count)
    #endif
  }
}
