extension LargeFile {
  /// Streams that hold nothing for long, or very much.
  static let gzip = [
    LargeFile("empty members", piece: { _ in gzipMember([]) }),
    LargeFile("empty blocks", start: header, end: [1, 0, 0, 0xFF, 0xFF]) { _ in
      [0, 0, 0, 0xFF, 0xFF]
    },
    LargeFile("a name", start: [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 0xFF]) { _ in Array("name".utf8) },
    LargeFile("a flood", byteCount: 1 << 20, start: header + floodStart, piece: { _ in flood }),
    LargeFile("foreign bytes", start: gzipMember([1]), piece: { _ in [0, 0, 0, 0] }),
  ]

  /// Data sets that promise much, and a whole one.
  static let idx = [
    LargeFile("all elements", start: idxFile([1 << 20, 4, 4], []), piece: { _ in [1, 2, 3, 4] }),
    LargeFile(
      "a promise in gzip", start: gzipMember(idxFile([1 << 14, 1 << 10, 1 << 10], [])),
      piece: { _ in gzipMember([0]) }),
    LargeFile(
      "a promise", start: idxFile([0x7FFF_FFFF, 0x7FFF_FFFF, 1], []), piece: { _ in [0, 0, 0, 0] }),
    LargeFile(
      "too little", start: idxFile([1 << 20, 4, 8], []), piece: { _ in [0, 0, 0, 0] }),
  ]

  private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

  /// The start of a block of fixed codes (RFC 1951, section 3.2.6): an "a", and a copy.
  private static let floodStart = bytes(ofBits: "110" + "10010001" + copy)

  /// Eight such copies, a whole number of bytes.
  private static let flood = bytes(ofBits: String(repeating: copy, count: 8))

  /// 258 bytes like the one before: the length's code 285 and the distance 1.
  private static let copy = "1100010100000"

  private static func bytes(ofBits bits: String) -> [UInt8] {
    let values = bits.map { $0 == "1" ? UInt8(1) : 0 }
    return stride(from: 0, to: values.count, by: 8).map { start in
      (0..<8).reduce(0) { $0 | values[start + $1] << $1 }
    }
  }
}
