import FileFormats
import TestSupport

/// The bytes of HDF5 files of the old style, which Lockstep's writer does not write.
enum HDF5Bytes {
  /// A superblock of version 0, before a number of bytes with the root's header at an address.
  static func superblock(root: Int, byteCount: Int) -> [UInt8] {
    [0x89] + Array("HDF\r\n".utf8) + [0x1A, 0x0A]
      + [0, 0, 0, 0, 0, 8, 8, 0, 4, 0, 16, 0, 0, 0, 0, 0] + littleEndian(0, byteCount: 8)
      + none + littleEndian(96 + byteCount, byteCount: 8) + none
      + littleEndian(0, byteCount: 8) + littleEndian(root, byteCount: 8)
      + [UInt8](repeating: 0, count: 24)
  }

  /// An object's header.
  static func header(_ messages: [(type: Int, content: [UInt8])]) -> [UInt8] {
    var body: [UInt8] = []
    for (type, content) in messages {
      body += littleEndian(type, byteCount: 2) + littleEndian(content.count, byteCount: 2)
      body += [0, 0, 0, 0] + content
    }
    return [1, 0] + littleEndian(messages.count, byteCount: 2) + littleEndian(1, byteCount: 4)
      + littleEndian(body.count, byteCount: 8) + body
  }

  /// An array of numbers of single precision.
  static func array(at address: Int, shape: [Int]) -> [UInt8] {
    header([
      (0x01, [1, UInt8(shape.count), 0, 0, 0, 0, 0, 0] + sizes(shape)),
      (
        0x03,
        [0x11, 0x20, 0x1F, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0, 0, 0, 0, 0]
      ),
      (0x08, [3, 1] + sizes([address, 4 * shape.reduce(1, *)]) + [0, 0, 0, 0, 0, 0]),
    ])
  }

  /// A node of a tree of symbols.
  static func tree(_ children: [Int], level: Int = 0) -> [UInt8] {
    Array("TREE".utf8) + [0, UInt8(level)] + littleEndian(children.count, byteCount: 2)
      + none + none + children.flatMap { sizes([0, $0]) } + littleEndian(0, byteCount: 8)
  }

  /// An entry of a node of symbols.
  static func symbol(name: Int, address: Int) -> [UInt8] {
    sizes([name, address, 0, 0, 0])
  }

  /// A heap of names.
  static func heap(byteCount: Int, at address: Int) -> [UInt8] {
    Array("HEAP".utf8) + [0, 0, 0, 0] + littleEndian(byteCount, byteCount: 8) + none
      + littleEndian(address, byteCount: 8)
  }

  /// A file with two arrays, `a` and `b`, in its root.
  static let file: [UInt8] = {
    var bytes: [UInt8] = []
    func place(_ block: [UInt8]) -> Int {
      defer { bytes += block }
      return 96 + bytes.count
    }
    let data = place([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40])
    let arrays = [place(array(at: data, shape: [2])), place(array(at: data, shape: []))]
    let nodes = place(
      Array("SNOD".utf8) + [1, 0, 2, 0] + symbol(name: 0, address: arrays[0])
        + symbol(name: 2, address: arrays[1]))
    let names = place([0x61, 0, 0x62, 0, 0, 0, 0, 0])
    let symbols = [place(tree([nodes])), place(heap(byteCount: 8, at: names))]
    let root = place(header([(0x11, sizes(symbols))]))
    return superblock(root: root, byteCount: bytes.count) + bytes
  }()

  /// An address that is not there.
  static let none = [UInt8](repeating: 0xFF, count: 8)

  /// Numbers of eight bytes.
  static func sizes(_ numbers: [Int]) -> [UInt8] {
    numbers.flatMap { littleEndian($0, byteCount: 8) }
  }
}

extension Seeds {
  static let hdf5 =
    [HDF5Bytes.file, (try? written()) ?? [], HDF5Tree().content.bytes]
    + [false, true].map(arrays)

  /// A file of groups and arrays of all kinds, in the old or the new style.
  private static func arrays(isLatest: Bool) -> [UInt8] {
    var file = HDF5Fixture(isLatest: isLatest)
    let members = [
      ("a", file.array([0, 0x3C, 0, 0xC1], shape: [2], type: HDF5Fixture.float(2))),
      ("b", file.array([1, 2, 3, 4, 5, 6, 7, 8], shape: [], type: HDF5Fixture.float(8))),
      ("c", file.array([7, 0], shape: [1], type: HDF5Fixture.integer(2))),
      ("d", file.array([], shape: [0, 3])),
      (
        "e",
        file.header([
          HDF5Fixture.shape([1]), HDF5Fixture.Message(0x03, HDF5Fixture.float(4)),
          HDF5Fixture.Message(0x08, [3, 0, 4, 0, 0, 0, 0x80, 0x3F]),
        ])
      ),
    ]
    return file.file([("vars", file.group(members)), ("none", file.group([]))])
  }

  private static func written() throws -> [UInt8] {
    var tree = HDF5Tree()
    try tree.addGroup("vars")
    try tree.add("layers/dense/vars/0", .floats([1, 2, 3, 4, 5, 6], shape: [2, 3]))
    try tree.add("optimizer/vars/0", .integer(5))
    try tree.add("optimizer/vars/1", .floats([0.5], shape: []))
    return tree.content.bytes
  }
}
