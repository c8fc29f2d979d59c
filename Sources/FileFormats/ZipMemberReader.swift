import CZlib

/// A reader of one member of a zip archive, inflated where it is compressed, in fixed memory.
///
/// At the end the CRC-32 is compared. Errors name the archive and the member.
@safe
package final class ZipMemberReader: SequentialReader {
  private let archive: ZipArchive
  private let member: ZipArchive.Member
  // Zlib keeps a pointer back to its stream, so the stream must never move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var chunk: [UInt8] = []
  private var consumedInChunk = 0
  /// The offset in the archive of what has not been read, and the number of such bytes.
  private var offset: Int
  private var rest: Int
  private var done = 0
  private var checksum = CRC32()
  private var hasInflated = false
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
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard member.isDeflated else { return }
    // Negative for a stream without a header of its own (zlib.h).
    let code = unsafe inflateInit2_(
      stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      throw error(found: "no memory to inflate it", expected: "enough")
    }
  }

  deinit {
    if member.isDeflated { unsafe inflateEnd(stream) }
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = min(buffer.count, member.byteCount - done)
    let wanted = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    if member.isDeflated {
      try unsafe inflate(into: wanted)
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
    guard member.isDeflated else { return }
    // The end of the stream may be all that is left of it.
    var byte: UInt8 = 0
    while !hasInflated {
      let more = try unsafe withUnsafeMutableBytes(of: &byte) { try unsafe inflateOnce(into: $0) }
      guard more == 0 else {
        throw error(found: "more than \(done) bytes", expected: "\(member.byteCount)")
      }
    }
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws {
    var filled = 0
    while filled < buffer.count {
      guard !hasInflated else {
        throw error(found: "\(done + filled) bytes", expected: "\(member.byteCount)")
      }
      filled += try unsafe inflateOnce(
        into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
    }
  }

  /// Inflates from the chunk at hand, or the next one, and returns the number of bytes written.
  private func inflateOnce(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if consumedInChunk == chunk.count {
      chunk = try archive.file.bytes(at: offset, count: min(rest, Self.chunkByteCount))
      guard !chunk.isEmpty else {
        throw error(found: "a compressed stream that breaks off", expected: "its end")
      }
      consumedInChunk = 0
      offset += chunk.count
      rest -= chunk.count
    }
    let room = min(buffer.count, 1 << 30)
    let available = chunk.count - consumedInChunk
    let code = unsafe chunk.withUnsafeMutableBufferPointer { input in
      unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + consumedInChunk }
      unsafe stream.pointee.avail_in = UInt32(available)
      unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(room)
      return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    }
    consumedInChunk += available - Int(unsafe stream.pointee.avail_in)
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: hasInflated = true
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw error(
        found: "a damaged compressed stream (\(reason ?? "zlib code \(code)"))",
        expected: "one as the archive was written with")
    }
    return room - Int(unsafe stream.pointee.avail_out)
  }

  private func error(found: String, expected: String) -> DataFileError {
    DataFileError(path: path, found: found, expected: expected).inMember(member.name)
  }
}
