extension LargeFile {
  /// Structures that cost a careless reader much.
  static let hdf5 = [treeWithoutBreadth, manyObjects]

  /// A tree of symbols in which each node has one child, the next.
  private static let treeWithoutBreadth: LargeFile = {
    let heapAt = 96 + 8
    let rootAt = heapAt + 32
    let treeAt = rootAt + 40
    let nodeSize = HDF5Bytes.tree([0]).count
    return LargeFile(
      "a tree without breadth",
      start: HDF5Bytes.superblock(root: rootAt, byteCount: treeAt - 96) + [0x61]
        + [UInt8](repeating: 0, count: 7) + HDF5Bytes.heap(byteCount: 8, at: 96)
        + HDF5Bytes.header([(0x11, HDF5Bytes.sizes([treeAt, heapAt]))]),
      piece: { HDF5Bytes.tree([treeAt + ($0 + 1) * nodeSize], level: 1) })
  }()

  /// A root whose links have the headers of the objects that they lead to behind them.
  private static let manyObjects: LargeFile = {
    let (count, size) = (99_000, 48)
    let info: [UInt8] = [0, 0] + HDF5Bytes.none + HDF5Bytes.none + [UInt8](repeating: 0, count: 6)
    let empty = HDF5Bytes.header([(0x02, info)])
    // The size of all messages stands behind the count of links.
    let root =
      empty.prefix(8) + littleEndian(empty.count - 16 + count * size, byteCount: 8)
      + empty.dropFirst(16)
    let linksAt = 96 + root.count
    return LargeFile(
      "many objects", byteCount: count * size,
      start: HDF5Bytes.superblock(root: 96, byteCount: root.count) + root,
      piece: { index in
        let header = littleEndian(0x06, byteCount: 2) + littleEndian(40, byteCount: 6)
        let name = Array("\(100_000 + index % 900_000)".utf8)
        return header + [1, 0, 6] + name + HDF5Bytes.sizes([linksAt + size * index + 32])
          + [UInt8](repeating: 0, count: 7) + HDF5Bytes.header([])
      })
  }()
}
