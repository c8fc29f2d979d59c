import CZlib

/// Properties of gzip files.
public enum Gzip {
  /// Whether a file starts with gzip's magic bytes `1f 8b` (RFC 1952, section 2.3.1).
  ///
  /// - Throws: `FileError`.
  public static func isCompressed(_ path: String) throws -> Bool {
    try isCompressed(FileDescriptor(reading: path))
  }

  static func isCompressed(_ file: borrowing FileDescriptor) throws -> Bool {
    try file.bytes(at: 0, count: 2) == [0x1F, 0x8B]
  }

  /// Returns the most bytes that a gzip file of some size can hold.
  ///
  /// Deflate cannot do better than 1,032 to 1 (zlib, "Technical Details"), so a header inside the
  /// file that states more is invalid, and no memory is allocated for it.
  public static func maximumInflatedByteCount(compressed: Int) -> Int {
    let (product, overflow) = compressed.multipliedReportingOverflow(by: 1032)
    return overflow ? Int.max : product
  }
}

/// An error in a gzip file.
public enum GzipError: Error, Equatable, CustomStringConvertible {
  /// The file ends inside the compressed stream, after so many bytes.
  case truncated(path: String, found: Int)
  /// The stream is damaged: its structure, its CRC-32 or its length is wrong.
  case corrupted(path: String, reason: String)
  /// Bytes that are not a gzip member follow the last member, from an offset in the file.
  case trailingBytes(path: String, offset: Int)
  /// Zlib could not allocate memory.
  case outOfMemory(path: String)

  /// One line: path, found, expected and what to do.
  public var description: String {
    switch self {
    case .truncated(let path, let found):
      "\(path): the gzip stream breaks off after \(found) bytes; fetch the file again"
    case .corrupted(let path, let reason):
      "\(path): the gzip stream is damaged (\(reason)); fetch the file again"
    case .trailingBytes(let path, let offset):
      "\(path): found foreign bytes at \(offset), expected the end of the file; fetch it again"
    case .outOfMemory(let path):
      "\(path): no memory to inflate the gzip stream"
    }
  }
}

/// A streaming inflater of a gzip file, in fixed memory.
///
/// The CRC-32 and the length are checked where each member ends (RFC 1952, section 2.3.1);
/// members may follow one another (section 2.2).
@safe
final class GzipInflater {
  private let file: FileDescriptor
  // Zlib keeps a pointer back to its stream, so the stream must never move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var chunk: [UInt8] = []
  private var consumedInChunk = 0
  private var consumedBefore = 0
  private var isBetweenMembers = false
  private var hasEnded = false

  private static let chunkByteCount = 1 << 16

  init(_ file: consuming FileDescriptor) throws {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    self.file = file
    // 15 is the largest window; 16 more demand gzip's header and trailer (zlib.h).
    let code = unsafe inflateInit2_(
      stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw GzipError.outOfMemory(path: self.file.path) }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// Inflates until the buffer is full or the content ends.
  ///
  /// - Returns: The number of bytes written; less than the buffer holds only at the end.
  /// - Throws: `FileError` or `GzipError`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, !hasEnded {
      if consumedInChunk == chunk.count {
        consumedBefore += chunk.count
        consumedInChunk = 0
        chunk = try file.bytes(upTo: Self.chunkByteCount)
      }
      if isBetweenMembers {
        try startNextMember()
      } else if chunk.isEmpty {
        throw GzipError.truncated(path: file.path, found: consumedBefore)
      } else {
        done += try unsafe inflateOnce(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
      }
    }
    return done
  }

  private func startNextMember() throws {
    guard consumedInChunk < chunk.count else {
      hasEnded = true
      return
    }
    guard chunk[consumedInChunk] == 0x1F else {
      throw GzipError.trailingBytes(path: file.path, offset: consumedBefore + consumedInChunk)
    }
    unsafe inflateReset(stream)
    isBetweenMembers = false
  }

  /// Inflates from the chunk at hand, and returns the number of bytes written.
  private func inflateOnce(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let room = min(buffer.count, 1 << 30)
    let available = chunk.count - consumedInChunk
    let code = unsafe chunk.withUnsafeMutableBufferPointer { input in
      unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + consumedInChunk }
      unsafe stream.pointee.avail_in = UInt32(available)
      unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(room)
      return unsafe inflate(stream, Z_NO_FLUSH)
    }
    consumedInChunk += available - Int(unsafe stream.pointee.avail_in)
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: isBetweenMembers = true
    case Z_MEM_ERROR: throw GzipError.outOfMemory(path: file.path)
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw GzipError.corrupted(path: file.path, reason: reason ?? "zlib code \(code)")
    }
    return room - Int(unsafe stream.pointee.avail_out)
  }
}
