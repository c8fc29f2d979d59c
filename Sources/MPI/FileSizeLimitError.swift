import CMPI

/// The system limits the size of files (`ulimit -f`) to less than shared memory needs.
public struct FileSizeLimitError: Error, Equatable, CustomStringConvertible {
  /// The limit in bytes.
  public let limit: Int

  /// The bytes of the file that holds the shared memory.
  public let neededByteCount: Int

  /// The size of each rank's file of message buffers, and what precedes them in it.
  static let messageFileByteCount = (4 << 20) + (64 << 10)

  /// The error for a file of that size; nil where it may be made.
  init?(for neededByteCount: Int) {
    limit = Int(cmpi_file_size_limit())
    self.neededByteCount = neededByteCount
    if neededByteCount <= limit { return nil }
  }

  /// One line: the limit, what is needed, and the cure.
  public var description: String {
    "shared memory: files may have \(limit >> 10) KiB at most, \(neededByteCount >> 10) KiB are "
      + "needed; raise the limit (ulimit -f unlimited), or train alone, without mpirun"
  }
}
