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
final class GzipInflater {
  private let file: FileDescriptor
  private let stream: InflateStream
  private var consumedBefore = 0
  private var isBetweenMembers = false
  private var hasEnded = false

  private static let chunkByteCount = 1 << 16

  init(_ file: consuming FileDescriptor) throws {
    let path = file.path
    self.file = file
    do throws(InflateStream.Failure) {
      stream = try InflateStream(.gzip)
    } catch {
      throw GzipError(error, path: path)
    }
  }

  /// Inflates until the buffer is full or the content ends.
  ///
  /// - Returns: The number of bytes written; less than the buffer holds only at the end.
  /// - Throws: `FileError` or `GzipError`.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var done = 0
    while done < buffer.count, !hasEnded {
      if stream.rest.isEmpty {
        consumedBefore += stream.consumedCount
        stream.feed(try file.bytes(upTo: Self.chunkByteCount))
      }
      if isBetweenMembers {
        try startNextMember()
      } else if stream.rest.isEmpty {
        throw GzipError.truncated(path: file.path, found: consumedBefore)
      } else {
        done += try unsafe inflate(into: UnsafeMutableRawBufferPointer(rebasing: buffer[done...]))
        isBetweenMembers = stream.hasEnded
      }
    }
    return done
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(GzipError) -> Int {
    do throws(InflateStream.Failure) {
      return try unsafe stream.inflate(into: buffer)
    } catch {
      throw GzipError(error, path: file.path)
    }
  }

  private func startNextMember() throws {
    guard let first = stream.rest.first else {
      hasEnded = true
      return
    }
    guard first == 0x1F else {
      throw GzipError.trailingBytes(
        path: file.path, offset: consumedBefore + stream.consumedCount)
    }
    stream.restart()
    isBetweenMembers = false
  }
}

extension GzipError {
  fileprivate init(_ failure: InflateStream.Failure, path: String) {
    switch failure {
    case .outOfMemory: self = .outOfMemory(path: path)
    case .corrupted(let reason): self = .corrupted(path: path, reason: reason)
    }
  }
}
