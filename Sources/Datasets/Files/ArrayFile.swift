package import FileFormats

/// An array of numbers in a file: NumPy's `.npy` or IDX, plain or gzip, or a member of an `.npz`.
///
/// Opening it reads the header, and checks it against the size of the file.
package struct ArrayFile {
  private enum Source {
    case file
    case member(ZipArchive.Member, ZipArchive)
  }

  /// The file's path.
  package let path: String
  /// The name for messages: the path, and the member of an archive.
  package let name: String
  /// The header.
  package let header: ArrayHeader
  private let source: Source

  /// The greatest number of bytes that the header of a compressed file may state without a check.
  private static let trustedByteCount = 64 << 20

  /// The offset in the file of the first element, where the elements lie there as they are used;
  /// nil where they are compressed or in Fortran's order.
  package let mappedOffset: Int?

  /// Opens a file with one array.
  ///
  /// - Throws: `DataFileError`, `GzipError` or `FileError`.
  package init(_ path: String) throws {
    self.path = path
    name = path
    source = .file
    let content = try ContentReader(path)
    header = try ArrayHeader(from: content)
    let expected = header.byteCount + header.contentByteCount
    guard content.isCompressed else {
      try Self.check(expected, content.maximumByteCount, path)
      mappedOffset = header.isStoredInOrder ? header.byteCount : nil
      return
    }
    mappedOffset = nil
    guard expected <= content.maximumByteCount else {
      throw DataFileError(
        path: path, found: "the shape \(header.shape) of \(header.format.name)",
        expected: "at most \(content.maximumByteCount) bytes in a file of this size")
    }
    if header.contentByteCount > Self.trustedByteCount { try count(content) }
  }

  /// Opens a member of an archive.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  package init(_ member: ZipArchive.Member, of archive: ZipArchive) throws {
    path = archive.path
    name = "\(archive.path): \(member.name)"
    source = .member(member, archive)
    do {
      let content = try ZipMemberReader(member, of: archive)
      header = try ArrayHeader(from: content)
      let expected = header.byteCount + header.contentByteCount
      try Self.check(expected, member.byteCount, path)
      guard member.isDeflated || header.contentByteCount == 0 else {
        // Its checksum would else never be compared, since the elements are used where they are.
        try content.readToEnd()
        mappedOffset =
          header.isStoredInOrder
          ? try archive.contentOffset(of: member) + header.byteCount : nil
        return
      }
      mappedOffset = nil
      if header.contentByteCount > Self.trustedByteCount { try content.readToEnd() }
    } catch let error as DataFileError {
      throw error.inMember(member.name)
    }
  }

  /// Reads all elements into the caller's memory, row by row (C order), each as it is in the file.
  ///
  /// - Parameter buffer: `header.contentByteCount` bytes.
  /// - Throws: `DataFileError`, `GzipError` or `FileError`; the buffer is then undefined.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    require(buffer.count == header.contentByteCount, "\(header.contentByteCount) bytes")
    switch source {
    case .file:
      let content = try ContentReader(path)
      try unsafe read(content, into: buffer)
      guard try content.hasEnded() else {
        throw DataFileError(
          path: path, found: "more bytes",
          expected: "the \(header.byteCount + header.contentByteCount) of \(header.description)")
      }
    case .member(let member, let archive):
      do {
        try unsafe read(ZipMemberReader(member, of: archive), into: buffer)
      } catch let error as DataFileError {
        throw error.inMember(member.name)
      }
    }
  }

  /// Lends all elements in C order, piece by piece, with the number of elements before each.
  ///
  /// - Throws: `DataFileError`, `GzipError` or `FileError`, and what `body` throws.
  func forEachPiece(
    _ body: (_ start: Int, _ piece: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch source {
    case _ where !header.isStoredInOrder:
      let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: header.contentByteCount) {
        buffer, count in
        try unsafe read(
          into: UnsafeMutableRawBufferPointer(
            rebasing: UnsafeMutableRawBufferPointer(buffer)[..<header.contentByteCount]))
        count = header.contentByteCount
      }
      try unsafe bytes.withUnsafeBytes { try unsafe body(0, $0) }
    case .file:
      try unsafe forEachPiece(of: ContentReader(path), body)
    case .member(let member, let archive):
      do {
        try unsafe forEachPiece(of: ZipMemberReader(member, of: archive), body)
      } catch let error as DataFileError where error.path == path {
        throw error.inMember(member.name)
      }
    }
  }

  private func forEachPiece(
    of content: borrowing some SequentialReader & ~Copyable,
    _ body: (_ start: Int, _ piece: UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try expectHeader(of: content)
    var done = 0
    while done < header.contentByteCount {
      let wanted = min(1 << 16, header.contentByteCount - done)
      let piece = try content.nextBytes(wanted)
      guard piece.count == wanted else {
        throw Self.truncated(
          path, found: header.byteCount + done + piece.count,
          expected: header.byteCount + header.contentByteCount)
      }
      try unsafe piece.withUnsafeBytes { try unsafe body(done / header.format.byteCount, $0) }
      done += wanted
    }
  }

  private func read(
    _ content: borrowing some SequentialReader & ~Copyable,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    try expectHeader(of: content)
    guard header.isStoredInOrder else {
      return try unsafe FortranOrder(header).read(content, into: buffer)
    }
    let found = try unsafe content.read(into: buffer)
    guard found == buffer.count else {
      throw Self.truncated(
        path, found: header.byteCount + found, expected: header.byteCount + buffer.count)
    }
  }

  private func expectHeader(of content: borrowing some SequentialReader & ~Copyable) throws {
    guard try ArrayHeader(from: content) == header else {
      throw DataFileError(
        path: path, found: "another header than a moment ago",
        expected: "a file at rest; start again")
    }
  }

  /// Checks that a compressed file holds what its header states, before memory is allocated for it.
  private func count(_ content: borrowing ContentReader) throws {
    var found = 0
    while found < header.contentByteCount {
      let wanted = min(1 << 20, header.contentByteCount - found)
      let count = try content.read(count: wanted).count
      found += count
      guard count == wanted else {
        throw Self.truncated(
          path, found: header.byteCount + found,
          expected: header.byteCount + header.contentByteCount)
      }
    }
  }

  private static func check(_ expected: Int, _ found: Int, _ path: String) throws {
    guard found >= expected else { throw truncated(path, found: found, expected: expected) }
    guard found == expected else {
      throw DataFileError(
        path: path, found: "\(found) bytes",
        expected: "\(expected), one array and nothing behind it")
    }
  }

  static func truncated(_ path: String, found: Int, expected: Int) -> DataFileError {
    DataFileError(
      path: path, found: "\(found) bytes", expected: "\(expected); was the file cut short?")
  }
}

extension ArrayHeader {
  /// Whether the last index changes fastest, or there is but one.
  var isStoredInOrder: Bool { !isFortranOrder || shape.filter { $0 != 1 }.count < 2 }

  /// The type and the shape, for messages.
  package var description: String { "\(format.name) of shape \(shape)" }
}
