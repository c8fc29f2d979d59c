import FileFormats

/// A zip archive that a test writes; any of its fields may be given another value.
public struct ZipFile {
  /// A member.
  public struct Member {
    /// The name.
    public var name: String
    /// The content.
    public var content: [UInt8]
    /// Whether it is deflated, as stored blocks.
    public var isDeflated: Bool
    /// The method in the list of members.
    public var method: Int
    /// The size of the content in the list of members.
    public var byteCount: Int
    /// The CRC-32 in the list of members.
    public var checksum: Int
    /// The general flags; 1 is encryption.
    public var flags = 0

    /// A member whose fields are right.
    public init(_ name: String, _ content: [UInt8], isDeflated: Bool = false) {
      self.name = name
      self.content = content
      self.isDeflated = isDeflated
      method = isDeflated ? 8 : 0
      byteCount = content.count
      checksum = Int(CRC32(content).value)
    }

    /// The bytes in the archive.
    var stored: [UInt8] {
      guard isDeflated else { return content }
      var result: [UInt8] = []
      var rest = content[...]
      repeat {
        let block = rest.prefix(65_535)
        rest = rest.dropFirst(65_535)
        // One stored block (RFC 1951, section 3.2.4); the lowest bit marks the last.
        result += [rest.isEmpty ? 1 : 0] + bytes([UInt16(block.count), ~UInt16(block.count)])
        result += block
      } while !rest.isEmpty
      return result
    }
  }

  /// The members.
  public var members: [Member]
  /// A comment behind the archive.
  public var comment: [UInt8] = []
  /// The number of members at the end, if it is not the true one.
  public var memberCount: Int?
  /// Whether sizes and offsets are in the fields of 64 bits.
  public var isLarge = false

  /// An archive of members.
  public init(_ members: [Member]) { self.members = members }

  /// The bytes of the file.
  public var file: [UInt8] {
    func small(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
    }
    var result: [UInt8] = []
    var list: [UInt8] = []
    for member in members {
      let stored = member.stored
      let name = Array(member.name.utf8)
      let offset = result.count
      let sizes =
        isLarge
        ? small(-1, 8) : small(stored.count, 4) + small(member.byteCount, 4)
      let extra =
        isLarge
        ? small(1, 2) + small(24, 2) + small(member.byteCount, 8) + small(stored.count, 8)
          + small(offset, 8) : []
      let common =
        small(20, 2) + small(member.flags, 2) + small(member.method, 2) + small(0, 4)
        + small(member.checksum, 4) + sizes + small(name.count, 2)
      result += small(0x0403_4B50, 4) + common + small(0, 2) + name + stored
      list += small(0x0201_4B50, 4) + small(20, 2) + common + small(extra.count, 2)
      list += small(0, 10) + small(isLarge ? -1 : offset, 4) + name + extra
    }
    let (offset, count) = (result.count, memberCount ?? members.count)
    result += list
    if isLarge {
      let end = result.count
      result += small(0x0606_4B50, 4) + small(44, 8) + small(45, 2) + small(45, 2) + small(0, 8)
      result += small(count, 8) + small(count, 8) + small(list.count, 8) + small(offset, 8)
      result += small(0x0706_4B50, 4) + small(0, 4) + small(end, 8) + small(1, 4)
    }
    result += small(0x0605_4B50, 4) + small(0, 4)
    result += isLarge ? small(-1, 4) : small(count, 2) + small(count, 2)
    result += isLarge ? small(-1, 8) : small(list.count, 4) + small(offset, 4)
    return result + small(comment.count, 2) + comment
  }
}
