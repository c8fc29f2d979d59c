/// A writer of zip archives whose members are stored uncompressed.
///
/// The same members give the same bytes: all are dated 1980-01-01, the format's first day. Source:
/// PKWARE, "APPNOTE.TXT", section 4.3.
package struct ZipWriter {
  private struct Member {
    let name: [UInt8]
    let content: FileContent
    let checksum: UInt32
    let offset: Int
  }

  /// The path of the archive.
  private let path: String
  private var members: [Member] = []
  /// The size of the members with their headers, in bytes.
  private var byteCount = 0
  private var listByteCount = 0

  private static let headerSize = 30
  private static let entrySize = 46

  /// Creates a writer of an archive without members.
  package init(path: String) { self.path = path }

  /// Adds a member.
  ///
  /// - Parameters:
  ///   - name: The name, with `/` between folders.
  ///   - content: The member's content.
  /// - Throws: `DataFileError` for an archive above 4 GiB, one of more than 65,534 members, a name
  ///   of more than 65,535 bytes, or a name that another member has.
  package mutating func add(_ name: String, _ content: FileContent) throws(DataFileError) {
    let bytes = Array(name.utf8)
    func refuse(_ found: String, _ expected: String) -> DataFileError {
      DataFileError(path: path, found: found, expected: expected).inMember(name)
    }
    guard bytes.count <= Int(UInt16.max) else {
      throw refuse("a name of \(bytes.count) bytes", "at most \(UInt16.max)")
    }
    guard !members.contains(where: { $0.name == bytes }) else {
      throw refuse("a second member of this name", "each name once")
    }
    // Larger archives need zip64, whose fields are not written.
    guard members.count < Int(UInt16.max) - 1 else {
      throw refuse("more than \(members.count) members", "an archive without zip64")
    }
    let size = byteCount + Self.headerSize + bytes.count + content.byteCount
    let listSize = listByteCount + Self.entrySize + bytes.count
    guard size + listSize < Int(UInt32.max) else {
      throw refuse(
        "an archive of \(size + listSize) bytes",
        "less than 4 GiB, since zip64 is not written; use safetensors for larger models")
    }
    members.append(
      Member(name: bytes, content: content, checksum: content.checksum, offset: byteCount))
    byteCount = size
    listByteCount = listSize
  }

  /// Writes the archive: beside its path, synced, renamed.
  ///
  /// - Throws: `FileError`.
  package func write() throws { try content.write(to: path) }

  /// The bytes of the archive.
  package var content: FileContent {
    var archive = FileContent()
    var list: [UInt8] = []
    for member in members {
      let fields = Self.fields(of: member)
      archive.append([0x50, 0x4B, 0x03, 0x04] + fields + member.name)
      archive.append(member.content)
      list += [0x50, 0x4B, 0x01, 0x02]
      // Made by version 2.0 of the format, on no system in particular.
      list.append(littleEndian: UInt16(20))
      list += fields
      // The comment's length, the number of the disk, and the attributes: none.
      list += [UInt8](repeating: 0, count: 10)
      list.append(littleEndian: UInt32(member.offset))
      list += member.name
    }
    var end: [UInt8] = [0x50, 0x4B, 0x05, 0x06, 0, 0, 0, 0]
    for _ in 0..<2 { end.append(littleEndian: UInt16(members.count)) }
    end.append(littleEndian: UInt32(list.count))
    end.append(littleEndian: UInt32(byteCount))
    // The length of the comment.
    end += [0, 0]
    archive.append(list + end)
    return archive
  }

  /// The fields that a member's own header and the list have in common.
  private static func fields(of member: Member) -> [UInt8] {
    var fields: [UInt8] = []
    // The version that a reader needs, 2.0.
    fields.append(littleEndian: UInt16(20))
    // Bit 11 says that the name is UTF-8.
    fields.append(littleEndian: UInt16(member.name.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))
    // The method, stored, and the time, midnight.
    fields += [0, 0, 0, 0]
    // The date, 1980-01-01: years since 1980, month, day.
    fields.append(littleEndian: UInt16(1 << 5 | 1))
    fields.append(littleEndian: member.checksum)
    for _ in 0..<2 { fields.append(littleEndian: UInt32(member.content.byteCount)) }
    fields.append(littleEndian: UInt16(member.name.count))
    // The length of the extra fields.
    fields += [0, 0]
    return fields
  }
}
