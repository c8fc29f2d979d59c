/// A message of an HDF5 object's header.
struct HDF5Message {
  /// The types that mean something here, with their numbers in the file.
  enum Kind: Int {
    case dataspace = 0x01
    case linkInfo = 0x02
    case datatype = 0x03
    case link = 0x06
    case externalFiles = 0x07
    case layout = 0x08
    case filters = 0x0B
    case attribute = 0x0C
    case continuation = 0x10
    case symbolTable = 0x11
  }

  let kind: Kind
  /// Whether the content is elsewhere, and shared with other objects.
  let isShared: Bool
  /// The content.
  let content: HDF5Block
}

extension HDF5Metadata {
  /// Reads the messages of an object's header; those of other types are passed over.
  ///
  /// Source: The HDF Group, "HDF5 File Format Specification Version 3.0", section IV.A.1.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  mutating func messages(at address: Int, of object: HDF5Object) throws -> [HDF5Message] {
    var start = try block(at: address, count: 6, of: object)
    if start.all.starts(with: "OHDR".utf8) {
      try start.skip(4)
      return try currentMessages(&start, at: address)
    }
    let version = try start.number(1)
    guard version == 1 else {
      throw object.error(
        at: start.offset, found: "an object header of version \(version), or none",
        expected: "version 1 or 2")
    }
    // The number of messages and the count of links follow, then the size, padded to 16 bytes.
    var size = try block(at: address + 8, count: 8, of: object)
    return try messages(
      in: [(address + 16, try size.number(4))], of: object,
      layout: HDF5MessageLayout(typeByteCount: 2, headByteCount: 8, hasChecksum: false))
  }

  /// Reads the messages of a header of version 2, from behind its signature.
  private mutating func currentMessages(
    _ start: inout HDF5Block, at address: Int
  ) throws -> [HDF5Message] {
    let version = try start.number(1)
    guard version == 2 else {
      throw start.error(found: "an object header of version \(version)", expected: "version 2")
    }
    let flags = try start.number(1)
    // Four times; how many attributes are stored how.
    let skipped = (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let sizeByteCount = 1 << (flags & 3)
    let prefix = 6 + skipped + sizeByteCount
    var head = try block(at: address, count: prefix, of: start.object)
    try head.skip(6 + skipped)
    let size = try head.number(sizeByteCount)
    let layout = HDF5MessageLayout(
      typeByteCount: 1, headByteCount: flags & 4 != 0 ? 6 : 4, hasChecksum: true)
    guard size <= region.byteCount else {
      throw head.error(found: "\(size) bytes of messages", expected: "fewer than the file's")
    }
    return try messages(
      in: [(address, prefix + size + 4)], skipping: prefix, of: start.object, layout: layout)
  }

  /// Reads the messages of a header's blocks, and of those that they are continued in.
  ///
  /// - Parameters:
  ///   - blocks: The first block's address and size.
  ///   - prefix: The bytes of it before the first message.
  ///   - object: The object.
  ///   - layout: How messages begin.
  /// - Returns: the messages whose types are known.
  /// - Throws: `DataFileError` or `FileError`.
  private mutating func messages(
    in blocks: [(address: Int, count: Int)], skipping prefix: Int = 0, of object: HDF5Object,
    layout: HDF5MessageLayout
  ) throws -> [HDF5Message] {
    var blocks = blocks
    var messages: [HDF5Message] = []
    var next = 0
    while next < blocks.count {
      try visit(blocks[next].address, of: object)
      var block = try block(at: blocks[next].address, count: blocks[next].count, of: object)
      if layout.hasChecksum { try block.checkSum() }
      if next == 0 {
        try block.skip(prefix)
      } else if layout.hasChecksum {
        try block.expect("OCHK")
      }
      let tail = layout.hasChecksum ? 4 : 0
      // What is shorter than the head of a message is a gap.
      while block.restCount - tail >= layout.headByteCount {
        var head = try block.block(layout.headByteCount)
        let type = try head.number(layout.typeByteCount)
        let size = try head.number(2)
        let flags = try head.number(1)
        guard size <= block.restCount - tail else {
          throw head.error(
            found: "a message of \(size) bytes", expected: "at most \(block.restCount - tail)")
        }
        var content = try block.block(size)
        guard let kind = HDF5Message.Kind(rawValue: type) else { continue }
        guard kind != .continuation else {
          blocks.append((try content.number(8), try content.number(8)))
          continue
        }
        messages.append(HDF5Message(kind: kind, isShared: flags & 2 != 0, content: content))
      }
      next += 1
    }
    return messages
  }
}

/// How the messages of an object's header begin.
struct HDF5MessageLayout {
  /// The size of a message's type in bytes.
  let typeByteCount: Int
  /// The size of all that stands before a message's content, in bytes.
  let headByteCount: Int
  /// Whether a block ends in its checksum.
  let hasChecksum: Bool
}

extension HDF5Block {
  /// Compares the block's last four bytes with the checksum of the others.
  fileprivate func checkSum() throws(DataFileError) {
    guard all.count >= 8 else {
      throw error(found: "\(all.count) bytes of a header", expected: "8 or more")
    }
    let sum = all.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    guard Lookup3.checksum(all.dropLast(4)) == sum else {
      throw error(found: "another checksum", expected: "that of the object's header")
    }
  }
}

extension [HDF5Message] {
  /// The content of the first message of a kind; nil where there is none.
  func first(_ kind: HDF5Message.Kind) -> HDF5Message? { first { $0.kind == kind } }
}
