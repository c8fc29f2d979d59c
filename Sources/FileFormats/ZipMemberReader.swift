/// A reader of one member of a zip archive, inflated where it is compressed, in fixed memory.
///
/// At the end the CRC-32 is compared. Errors name the archive and the member.
package final class ZipMemberReader: SequentialReader {
  private let archive: ZipArchive
  private let member: ZipArchive.Member
  /// Nil for a member that is not compressed.
  private let stream: InflateStream?
  /// The offset in the archive of what has not been read, and the number of such bytes.
  private var offset: Int
  private var rest: Int
  private var done = 0
  private var checksum = CRC32()
  private var isChecked = false

  private static let chunkByteCount = 1 << 16

  /// The path of the archive; errors add the member.
  package var path: String { archive.path }

  /// Opens a member.
  ///
  /// - Throws: `FileError` or `DataFileError`.
  package init(_ member: ZipArchive.Member, of archive: ZipArchive) throws {
    self.archive = archive
    self.member = member
    offset = try archive.contentOffset(of: member)
    rest = member.storedByteCount
    do throws(InflateStream.Failure) {
      stream = member.isDeflated ? try InflateStream(.none) : nil
    } catch {
      throw Self.error(error, archive, member)
    }
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, member.byteCount - done)
    let wanted = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    if let stream {
      try unsafe inflate(stream, into: wanted)
    } else {
      let found = try unsafe archive.file.read(into: wanted, at: offset)
      guard found == count else {
        throw error(found: "\(done + found) bytes", expected: "\(member.byteCount)")
      }
      offset += count
    }
    unsafe checksum.update(UnsafeRawBufferPointer(wanted))
    done += count
    if done == member.byteCount, !isChecked {
      isChecked = true
      try checkEnd()
    }
    return count
  }

  /// Reads what is left, which checks it.
  package func readToEnd() throws {
    while try !nextBytes(Self.chunkByteCount).isEmpty {}
  }

  /// Returns all that is left, which checks it.
  ///
  /// The caller has checked the member's size: memory of that size is reserved, since an array that
  /// grows takes up to twice as much, and used as far as there is a content.
  package func contents() throws -> [UInt8] { try nextBytes(member.byteCount - done) }

  private func checkEnd() throws {
    guard checksum.value == member.checksum else {
      throw error(
        found: "a content with the checksum \(checksum.hexadecimal)",
        expected: "\(member.checksum.hexadecimal); the archive is damaged")
    }
    guard let stream else { return }
    // The end of the stream may be all that is left of it.
    var byte: UInt8 = 0
    while !stream.hasEnded {
      let more = try unsafe withUnsafeMutableBytes(of: &byte) {
        try unsafe inflateOnce(stream, into: $0)
      }
      guard more == 0 else {
        throw error(found: "more than \(done) bytes", expected: "\(member.byteCount)")
      }
    }
  }

  private func inflate(
    _ stream: InflateStream, into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    var filled = 0
    while filled < buffer.count {
      guard !stream.hasEnded else {
        throw error(found: "\(done + filled) bytes", expected: "\(member.byteCount)")
      }
      filled += try unsafe inflateOnce(
        stream, into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
    }
  }

  /// Inflates from the chunk at hand, or the next one, and returns the number of bytes written.
  private func inflateOnce(
    _ stream: InflateStream, into buffer: UnsafeMutableRawBufferPointer
  ) throws -> Int {
    if stream.rest.isEmpty {
      let chunk = try archive.file.bytes(at: offset, count: min(rest, Self.chunkByteCount))
      guard !chunk.isEmpty else {
        throw error(found: "a compressed stream that breaks off", expected: "its end")
      }
      stream.feed(chunk)
      offset += chunk.count
      rest -= chunk.count
    }
    do throws(InflateStream.Failure) {
      return try unsafe stream.inflate(into: buffer)
    } catch {
      throw Self.error(error, archive, member)
    }
  }

  private static func error(
    _ failure: InflateStream.Failure, _ archive: ZipArchive, _ member: ZipArchive.Member
  ) -> DataFileError {
    switch failure {
    case .outOfMemory:
      DataFileError(path: archive.path, found: "no memory to inflate it", expected: "enough")
        .inMember(member.name)
    case .corrupted(let reason):
      DataFileError(
        path: archive.path, found: "a damaged compressed stream (\(reason))",
        expected: "one as the archive was written with"
      ).inMember(member.name)
    }
  }

  private func error(found: String, expected: String) -> DataFileError {
    DataFileError(path: path, found: found, expected: expected).inMember(member.name)
  }
}
