import FileFormats

/// An HDF5 file that a test writes block by block, in the styles that h5py has and Lockstep's
/// writer has not.
public struct HDF5Fixture {
  /// A message of an object's header.
  public struct Message: Sendable {
    /// The type's number in the file.
    public var type: Int
    /// The content.
    public var content: [UInt8]

    /// A message.
    public init(_ type: Int, _ content: [UInt8]) {
      self.type = type
      self.content = content
    }
  }

  /// The file so far; the superblock's place comes first.
  public private(set) var bytes = [UInt8](repeating: 0, count: 96)
  /// Whether headers, groups and the superblock have the form of `libver='latest'`.
  public let isLatest: Bool

  /// A file without objects.
  public init(isLatest: Bool = false) { self.isLatest = isLatest }

  /// Appends a block at a multiple of eight bytes, and returns its address.
  public mutating func place(_ block: [UInt8]) -> Int {
    bytes += [UInt8](repeating: 0, count: (8 - bytes.count % 8) % 8)
    defer { bytes += block }
    return bytes.count
  }

  /// Places an object's header, and returns its address.
  public mutating func header(_ messages: [Message]) -> Int {
    place(isLatest ? Self.latestHeader(messages) : Self.oldHeader(messages))
  }

  /// Places an array, and returns the address of its header.
  public mutating func array(
    _ elements: [UInt8], shape: [Int], type: [UInt8] = HDF5Fixture.float(4)
  ) -> Int {
    let address = place(elements)
    return header([
      Self.shape(shape), Message(0x03, type),
      Message(0x08, [3, 1] + small(address, 8) + small(elements.count, 8)),
    ])
  }

  /// Places a group, and returns the address of its header.
  public mutating func group(_ members: [(name: String, address: Int)]) -> Int {
    guard !isLatest else {
      return header(
        [Message(0x02, [0, 0] + [UInt8](repeating: 0xFF, count: 16)), Message(0x0A, [0, 0])]
          + members.map { Message(0x06, Self.link($0.name, $0.address)) })
    }
    var names: [UInt8] = [UInt8](repeating: 0, count: 8)
    var entries: [UInt8] = []
    for (name, address) in members {
      entries += small(names.count, 8) + small(address, 8) + [UInt8](repeating: 0, count: 24)
      names += Array(name.utf8) + [0]
    }
    let nodes = place(Array("SNOD".utf8) + [1, 0] + small(members.count, 2) + entries)
    let segment = place(names)
    let heap = place(
      Array("HEAP".utf8) + small(0, 4) + small(names.count, 8) + small(-1, 8) + small(segment, 8))
    let tree = place(Self.tree([nodes]))
    return header([Message(0x11, small(tree, 8) + small(heap, 8))])
  }

  /// Places the root, and returns the whole file.
  public mutating func file(_ members: [(name: String, address: Int)]) -> [UInt8] {
    let root = group(members)
    return file(root: root)
  }

  /// The whole file, of which the header at an address is the root.
  public func file(root: Int) -> [UInt8] {
    var start: [UInt8] = [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
    let end = small(bytes.count, 8)
    if isLatest {
      start += [3, 8, 8, 0] + small(0, 8) + small(-1, 8) + end + small(root, 8)
      start += small(Int(Lookup3.checksum(start)), 4)
    } else {
      start += [0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0] + small(0, 8) + small(-1, 8) + end
      start += small(-1, 8) + small(0, 8) + small(root, 8)
    }
    return start + bytes.dropFirst(start.count)
  }
}

// MARK: - Parts

extension HDF5Fixture {
  /// The type of floating-point numbers of 2, 4 or 8 bytes.
  public static func float(_ byteCount: Int, isBigEndian: Bool = false) -> [UInt8] {
    let (fraction, exponent, bias) =
      [2: (10, 5, 15), 4: (23, 8, 127), 8: (52, 11, 1023)][byteCount] ?? (0, 0, 0)
    return [0x11, isBigEndian ? 0x21 : 0x20, UInt8(8 * byteCount - 1), 0] + small(byteCount, 4)
      + small(0, 2) + small(8 * byteCount, 2)
      + [UInt8(fraction), UInt8(exponent), 0, UInt8(fraction)] + small(bias, 4)
  }

  /// The type of whole numbers.
  public static func integer(_ byteCount: Int, isSigned: Bool = true) -> [UInt8] {
    [0x10, isSigned ? 8 : 0, 0, 0] + small(byteCount, 4) + small(0, 2) + small(8 * byteCount, 2)
  }

  /// The message of an array's sizes.
  public static func shape(_ sizes: [Int]) -> Message {
    Message(
      0x01, [2, UInt8(sizes.count), 0, sizes.isEmpty ? 0 : 1] + sizes.flatMap { small($0, 8) })
  }

  /// The content of a link's message.
  public static func link(_ name: String, _ address: Int) -> [UInt8] {
    [1, 0, UInt8(name.utf8.count)] + Array(name.utf8) + small(address, 8)
  }

  /// A node of a tree of symbols.
  public static func tree(_ children: [Int], level: Int = 0) -> [UInt8] {
    Array("TREE".utf8) + [0, UInt8(level)] + small(children.count, 2) + small(-1, 8) + small(-1, 8)
      + children.flatMap { small(0, 8) + small($0, 8) } + small(0, 8)
  }

  private static func oldHeader(_ messages: [Message]) -> [UInt8] {
    var body: [UInt8] = []
    for message in messages {
      let padding = [UInt8](repeating: 0, count: (8 - message.content.count % 8) % 8)
      body += small(message.type, 2) + small(message.content.count + padding.count, 2)
      body += [0, 0, 0, 0] + message.content + padding
    }
    return [1, 0] + small(messages.count, 2) + small(1, 4) + small(body.count, 8) + body
  }

  private static func latestHeader(_ messages: [Message]) -> [UInt8] {
    var body: [UInt8] = []
    for message in messages {
      body += [UInt8(message.type)] + small(message.content.count, 2) + [0] + message.content
    }
    // With times, and a size of two bytes.
    let start = Array("OHDR".utf8) + [2, 0x21] + [UInt8](repeating: 0, count: 16)
    let header = start + small(body.count, 2) + body
    return header + small(Int(Lookup3.checksum(header)), 4)
  }
}

/// The bytes of a number, least significant first.
private func small(_ value: Int, _ count: Int) -> [UInt8] {
  (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}
