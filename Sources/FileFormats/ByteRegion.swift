/// The bytes of a file, of a part of one, or of memory, each read where it is asked for.
///
/// A file is read, not mapped: one that another program shortens meanwhile is then an error, and
/// not a signal that ends the process.
struct ByteRegion {
  private enum Source {
    case file(OpenFile)
    case archive(ZipArchive)
    case memory([UInt8])
  }

  /// The path of the file.
  let path: String
  /// The size in bytes.
  let byteCount: Int
  private let source: Source
  /// Where the region begins in its source, in bytes.
  private let start: Int

  // Weights compress little, and Keras stores them as they are, so a member that would become far
  // larger is rather made to fill the memory. Readers of data have no such bound, since an array of
  // zeros is legitimate: they take memory for what a header states only after a reading of the
  // whole content has found as much (`ArrayFile`).

  /// What a compressed member may take in memory, in bytes, whatever its size in the archive.
  private static let freeByteCount = 64 << 20
  /// The greatest size in bytes of a file that is read at once.
  private static let smallByteCount = 1 << 16
  /// How much larger than in the archive a large one may be.
  private static let greatestRatio = 32

  /// All of a file.
  ///
  /// - Throws: `FileError`.
  init(file path: String) throws {
    let file = OpenFile(try FileDescriptor(reading: path))
    self.path = path
    start = 0
    let size = try file.descriptor.byteCount()
    guard size > Self.smallByteCount else {
      let bytes = try file.descriptor.bytes(at: 0, count: size)
      byteCount = bytes.count
      source = .memory(bytes)
      return
    }
    byteCount = size
    source = .file(file)
  }

  /// A member of an archive, after its checksum was compared; inflated where it is compressed.
  ///
  /// - Throws: `FileError` or `DataFileError`.
  init(_ member: ZipArchive.Member, of archive: ZipArchive) throws {
    path = archive.path
    byteCount = member.byteCount
    let reader = try ZipMemberReader(member, of: archive)
    guard member.isDeflated else {
      try reader.readToEnd()
      source = .archive(archive)
      start = try archive.contentOffset(of: member)
      return
    }
    guard byteCount <= max(Self.freeByteCount, Self.greatestRatio * member.storedByteCount) else {
      throw DataFileError(
        path: path, found: "\(byteCount) bytes out of \(member.storedByteCount)",
        expected:
          "at most \(Self.greatestRatio) times as much; store it uncompressed, as Keras does"
      ).inMember(member.name)
    }
    source = .memory(try reader.contents())
    start = 0
  }

  /// Reads bytes into the caller's memory.
  ///
  /// - Throws: `FileError`, or `DataFileError` for a range beyond the region, or a file that has
  ///   become shorter.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    guard offset >= 0, offset <= byteCount, buffer.count <= byteCount - offset else {
      throw DataFileError(
        path: path, found: "\(buffer.count) bytes from \(offset) on",
        expected: "none beyond \(byteCount)")
    }
    let found =
      switch source {
      case .file(let file): try unsafe file.descriptor.read(into: buffer, at: start + offset)
      case .archive(let archive): try unsafe archive.file.read(into: buffer, at: start + offset)
      case .memory(let bytes):
        unsafe bytes.withUnsafeBytes { all in
          unsafe buffer.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + buffer.count]))
          return buffer.count
        }
      }
    guard found == buffer.count else {
      throw DataFileError(
        path: path, offset: start + offset, found: "\(found) bytes",
        expected: "\(buffer.count), as a moment ago")
    }
  }

  /// Returns bytes of the region.
  ///
  /// - Throws: `FileError`, or `DataFileError` for a range beyond the region, or a file that has
  ///   become shorter.
  func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let wanted = UnsafeMutableRawBufferPointer(buffer)
      try unsafe read(
        into: UnsafeMutableRawBufferPointer(rebasing: wanted[..<count]), at: offset)
      filled = count
    }
  }
}
