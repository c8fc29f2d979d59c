extension LargeFile {
  /// Arrays of every kind that takes more memory than it has bytes, or more time.
  static let npy = [
    LargeFile(
      "all elements", start: npyFile("<f8", "1048576, 2", []), piece: { _ in eight }),
    LargeFile("labels", start: npyFile("<i8", "2097152,", []), piece: { _ in eight }),
    // Four times as many bytes in memory.
    LargeFile(
      "Fortran's order", byteCount: 4 << 20,
      start: npyFile("|u1", "512, 64, 128", [], order: "True"), piece: { _ in eight }),
    LargeFile(
      "one-hot labels", byteCount: 4 << 20, start: npyFile("|u1", "262144, 16", []),
      piece: { _ in eight }),
    LargeFile("a promise", start: npyFile("<f8", "4000000000, 9", []), piece: { _ in eight }),
    LargeFile(
      "a promise in gzip", start: gzipMember(npyFile("<f4", "1000000000, 4", [])),
      piece: { _ in gzipMember([0]) }),
    LargeFile(
      "a header", start: [0x93] + Array("NUMPY".utf8) + [2, 0, 0, 0, 0, 1, 0x7B],
      piece: { _ in Array("'descr':".utf8) }),
    LargeFile(
      "sizes", byteCount: 60_000,
      start: Array(npyFile("", [], version: 2).prefix(8))
        + littleEndian(60_010, byteCount: 4) + Array("{'shape': (".utf8),
      piece: { _ in Array("1, ".utf8) }),
  ]

  /// Archives of very many members, and of members that promise much.
  static let npz = [
    LargeFile("a member", start: memberStart, end: memberEnd, piece: { _ in eight }),
    LargeFile(
      "members", byteCount: members * 52, start: [0],
      end: zipEnd(count: members & 0xFFFF, listByteCount: members * 52, at: 1),
      piece: { entry("\(100_000 + $0 % 100_000)", byteCount: 0, at: 0) }),
    LargeFile("no end", piece: { _ in [0x50, 0x4B, 5, 6] }),
    LargeFile("ends", piece: { _ in [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18) }),
  ]

  private static let members = 80_000
  private static let eight: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]

  /// The header of the only member of an archive.
  private static let memberStart: [UInt8] =
    littleEndian(0x0403_4B50, byteCount: 4) + [UInt8](repeating: 0, count: 22) + [11, 0, 0, 0]
    + Array("x_train.npy".utf8)

  /// The end of an archive whose only member is all that is in front of it.
  private static let memberEnd: [UInt8] = {
    let list = entry("x_train.npy", byteCount: 16 << 20, at: 0)
    return list + zipEnd(count: 1, listByteCount: list.count, at: memberStart.count + (16 << 20))
  }()

  private static func entry(_ name: String, byteCount: Int, at offset: Int) -> [UInt8] {
    littleEndian(0x0201_4B50, byteCount: 4) + littleEndian(20, byteCount: 16)
      + littleEndian(byteCount, byteCount: 4) + littleEndian(byteCount, byteCount: 4)
      + littleEndian(name.utf8.count, byteCount: 14) + littleEndian(offset, byteCount: 4)
      + Array(name.utf8)
  }
}
