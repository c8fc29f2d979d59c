/// A zip archive, open for reading: the list of its members.
///
/// Source: PKWARE, "APPNOTE.TXT", sections 4.3 and 4.5.3 (sizes of more than 32 bits).
package final class ZipArchive {
  /// A file in the archive.
  package struct Member: Equatable, Sendable {
    /// The name, with the folders in front.
    package let name: String
    /// The size of the content in bytes.
    package let byteCount: Int
    /// The size in the archive in bytes.
    package let storedByteCount: Int
    /// The CRC-32 of the content.
    package let checksum: UInt32
    /// Whether the content is compressed with deflate.
    package let isDeflated: Bool
    /// The offset in the archive of the member's own header.
    let headerOffset: Int
  }

  /// The archive's path.
  package let path: String
  /// The members, in the archive's order; none is a folder.
  package let members: [Member]

  let file: FileDescriptor
  /// The offset at which the members end and the list begins.
  let listOffset: Int

  /// Opens an archive and reads the list of its members.
  ///
  /// - Throws: `FileError` or `DataFileError`.
  package init(_ path: String) throws {
    self.path = path
    file = try FileDescriptor(reading: path)
    let end = try ZipEnd(of: file)
    listOffset = end.listOffset
    members = try ZipList(of: file, end).members
  }

  /// The member of a name, nil where there is none.
  package func member(_ name: String) -> Member? { members.first { $0.name == name } }

  /// The offset in the archive of a member's stored bytes.
  ///
  /// - Throws: `FileError` or `DataFileError` where they do not lie in the archive.
  package func contentOffset(of member: Member) throws -> Int {
    let header = try file.bytes(at: member.headerOffset, count: 30)
    guard header.count == 30, header.number(at: 0, 4) == 0x0403_4B50 else {
      throw DataFileError(
        path: path, offset: member.headerOffset, found: "other bytes", expected: "its header"
      ).inMember(member.name)
    }
    let name = try file.bytes(at: member.headerOffset + 30, count: header.number(at: 26, 2))
    let method = header.number(at: 8, 2)
    guard String(decoding: name, as: UTF8.self) == member.name,
      method == (member.isDeflated ? 8 : 0)
    else {
      throw DataFileError(
        path: path, offset: member.headerOffset,
        found: "a header of \(String(decoding: name, as: UTF8.self)), method \(method)",
        expected: "what the list of members says"
      ).inMember(member.name)
    }
    let start = member.headerOffset + 30 + header.number(at: 26, 2) + header.number(at: 28, 2)
    guard start <= listOffset, member.storedByteCount <= listOffset - start else {
      throw DataFileError(
        path: path, found: "\(member.storedByteCount) bytes from \(start) on",
        expected: "an end before the list of members at \(listOffset)"
      ).inMember(member.name)
    }
    return start
  }
}

extension [UInt8] {
  /// The number of so many bytes at an index, least significant first.
  ///
  /// - Precondition: The bytes are there; a number of eight bytes is below 2^63, or wraps.
  func number(at index: Int, _ byteCount: Int) -> Int {
    self[index..<index + byteCount].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
