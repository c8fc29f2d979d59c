/// A member of an HDF5 group.
struct HDF5Member {
  /// What a name in a group stands for.
  enum Target {
    /// The address of an object's header.
    case object(Int)
    /// Something that is not in the file, or not under this name, as a noun phrase.
    case elsewhere(String)
  }

  let name: String
  let target: Target
}

extension HDF5Metadata {
  /// Reads the members of a group; nil for an object that is no group.
  ///
  /// Groups of the old style have a table of symbols, those of the new one links in their header.
  ///
  /// - Throws: `DataFileError` or `FileError`.
  mutating func members(
    of object: HDF5Object, _ messages: [HDF5Message]
  ) throws -> [HDF5Member]? {
    if let table = messages.first(.symbolTable) {
      var content = table.content
      return try symbols(tree: content.number(8), heap: content.number(8), of: object)
    }
    guard let info = messages.first(.linkInfo) else { return nil }
    var content = info.content
    let version = try content.number(1)
    guard version == 0 else {
      throw content.error(found: "links of version \(version)", expected: "version 0")
    }
    // The greatest order of creation.
    if try content.number(1) & 1 != 0 { try content.skip(8) }
    guard try content.address() == nil else {
      throw content.error(
        found: "links in a heap, as libver='latest' stores more than eight",
        expected: "links in the header, or a table of symbols, as h5py writes without libver")
    }
    return try messages.filter { $0.kind == .link }.map { try Self.member($0.content) }
  }

  /// A member of a new group.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", section IV.A.2.g.
  private static func member(_ message: HDF5Block) throws(DataFileError) -> HDF5Member {
    var block = message
    let version = try block.number(1)
    guard version == 1 else {
      throw block.error(found: "a link of version \(version)", expected: "version 1")
    }
    let flags = try block.number(1)
    let type = flags & 8 != 0 ? try block.number(1) : 0
    // The order of creation, and the names' encoding, of which UTF-8 has the other.
    if flags & 4 != 0 { try block.skip(8) }
    if flags & 16 != 0 { try block.skip(1) }
    let length = try block.number(1 << (flags & 3))
    let name = String(decoding: try block.next(length), as: UTF8.self)
    let target: HDF5Member.Target =
      switch type {
      case 0: .object(try block.number(8))
      case 1: .elsewhere("a soft link")
      case 64: .elsewhere("an external link")
      default: .elsewhere("a link of type \(type)")
      }
    return HDF5Member(name: name, target: target)
  }

  /// The members of an old group: a B-tree of version 1, whose leaves refer to nodes of symbols.
  ///
  /// Source: "HDF5 File Format Specification Version 3.0", sections III.A.1, III.B, III.C and
  /// III.D.
  private mutating func symbols(
    tree: Int, heap: Int, of object: HDF5Object
  ) throws -> [HDF5Member] {
    var head = try block(at: heap, count: 32, of: object)
    try head.expect("HEAP")
    try head.skip(4)
    let count = try head.number(8)
    try head.skip(8)
    let names = try block(at: head.number(8), count: count, of: object).all
    var members: [HDF5Member] = []
    var waiting = [tree]
    while let address = waiting.popLast() {
      try visit(address, of: object)
      var head = try block(at: address, count: 24, of: object)
      guard head.all.starts(with: "TREE".utf8) else {
        try readSymbols(at: address, of: object, names, &members)
        continue
      }
      try head.skip(4)
      let type = try head.number(1)
      guard type == 0 else {
        throw head.error(found: "a tree of type \(type)", expected: "one of symbols, type 0")
      }
      try head.skip(1)
      let count = try head.number(2)
      // Each child stands behind a key of eight bytes.
      var children = try block(at: address + 24, count: 16 * count, of: object)
      var addresses: [Int] = []
      for _ in 0..<count {
        try children.skip(8)
        addresses.append(try children.number(8))
      }
      waiting += addresses.reversed()
    }
    return members
  }

  /// Reads a node of symbols.
  private mutating func readSymbols(
    at address: Int, of object: HDF5Object, _ names: ArraySlice<UInt8>,
    _ members: inout [HDF5Member]
  ) throws {
    var head = try block(at: address, count: 8, of: object)
    try head.expect("SNOD")
    try head.skip(2)
    let count = try head.number(2)
    var entries = try block(at: address + 8, count: 40 * count, of: object)
    for _ in 0..<count {
      var entry = try entries.block(40)
      let start = try entry.number(8)
      guard start < names.count,
        let end = names.dropFirst(start).firstIndex(of: 0)
      else {
        throw entry.error(
          found: "a name at \(start)", expected: "one that ends within the heap's \(names.count)")
      }
      let name = String(decoding: names.dropFirst(start)[..<end], as: UTF8.self)
      // An entry of a soft link has no address.
      let header = try entry.address()
      let isSoftLink = try entry.number(4) == 2
      let target: HDF5Member.Target =
        if let header, !isSoftLink { .object(header) } else { .elsewhere("a soft link") }
      members.append(HDF5Member(name: name, target: target))
    }
  }
}
