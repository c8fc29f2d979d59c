#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file that is written again for every input; in memory where the system has such a folder.
///
/// The readers are tried through the door that users come by, and that door takes a path.
struct ScratchFile {
  let path: String
  private let number: CInt

  /// The file of the input at hand, in the folder that `LOCKSTEP_FUZZ_SCRATCH` names.
  static let input = ScratchFile((environment("LOCKSTEP_FUZZ_SCRATCH") ?? "/tmp") + "/input")

  /// Creates a file, or empties the one that is there.
  init(_ path: String) {
    self.path = path
    number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    expect(number >= 0, "\(path): cannot be created (errno \(errno))")
  }

  /// Replaces the content.
  func replace(with bytes: [UInt8]) {
    // Most inputs are as long as one before; and a file that only grows keeps its memory.
    write(bytes, at: 0)
    truncate(to: bytes.count)
  }

  /// Writes bytes from an offset on.
  func write(_ bytes: [UInt8], at offset: Int) {
    let count = unsafe bytes.withUnsafeBytes {
      unsafe pwrite(number, $0.baseAddress, $0.count, off_t(offset))
    }
    expect(count == bytes.count, "\(path): \(count) of \(bytes.count) bytes written")
  }

  /// Cuts or extends the file.
  func truncate(to byteCount: Int) {
    expect(ftruncate(number, off_t(byteCount)) == 0, "\(path): cannot be resized")
  }
}
