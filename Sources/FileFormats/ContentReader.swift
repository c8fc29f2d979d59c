/// A sequential reader of a file's content, inflated if the file is gzip.
///
/// It uses one fixed chunk of memory besides the caller's buffer, so a header can be read and
/// checked before memory is allocated for the rest.
public struct ContentReader: ~Copyable {
  private enum Source: ~Copyable {
    case plain(FileDescriptor)
    case gzip(GzipInflater)
  }

  /// The file's path.
  public let path: String

  /// Whether the file is gzip, by its magic bytes and not by its name.
  public let isCompressed: Bool

  /// The upper bound of the content's bytes, from the size of the file.
  public let maximumByteCount: Int

  private let source: Source

  /// Opens a file.
  ///
  /// - Throws: `FileError` or `GzipError`.
  public init(_ path: String) throws {
    let file = try FileDescriptor(reading: path)
    let byteCount = try file.byteCount()
    if try Gzip.isCompressed(file) {
      let inflater = try GzipInflater(file)
      self.init(
        path: path, isCompressed: true,
        maximumByteCount: Gzip.maximumInflatedByteCount(compressed: byteCount),
        source: .gzip(inflater))
    } else {
      self.init(
        path: path, isCompressed: false, maximumByteCount: byteCount, source: .plain(file))
    }
  }

  private init(
    path: String, isCompressed: Bool, maximumByteCount: Int, source: consuming Source
  ) {
    self.path = path
    self.isCompressed = isCompressed
    self.maximumByteCount = maximumByteCount
    self.source = source
  }

  /// Reads the next bytes of the content until the buffer is full or the content ends.
  ///
  /// - Returns: The number of bytes read; less than the buffer holds only at the end.
  /// - Throws: `FileError`, or `GzipError` for a truncated or damaged stream.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    switch source {
    case .plain(let file): try unsafe file.read(into: buffer)
    case .gzip(let inflater): try unsafe inflater.read(into: buffer)
    }
  }

  /// Reads the next bytes of the content, fewer than asked for only at the end.
  ///
  /// - Throws: `FileError`, or `GzipError` for a truncated or damaged stream.
  public func read(count: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Whether the content has ended; for gzip this also checks the trailing CRC-32 and length.
  ///
  /// If it has not, one byte is lost: call this once, after the last read.
  ///
  /// - Throws: `FileError`, or `GzipError` for a truncated or damaged stream.
  public func hasEnded() throws -> Bool {
    try read(count: 1).isEmpty
  }
}
