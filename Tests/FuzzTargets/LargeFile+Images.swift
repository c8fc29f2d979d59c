import TestSupport

extension LargeFile {
  /// Images of many chunks, of one large one, and one that expands a thousandfold.
  static let png = [
    LargeFile("chunks", start: PNGFile(8, 8, type: 0, []).start) { _ in
      PNGFile.chunk("teXt", [65, 0, 66])
    },
    LargeFile(
      "a text",
      start: PNGFile(8, 8, type: 0, []).start + [0x00, 0xFF, 0xFF, 0xF4] + Array("tEXt".utf8)
    ) {
      _ in Array("text".utf8)
    },
    LargeFile("empty data", start: PNGFile(1 << 10, 1 << 10, type: 0, []).start) { _ in
      PNGFile.chunk("IDAT", [])
    },
    LargeFile(
      "a promise", byteCount: 1 << 20,
      start: PNGFile(1 << 10, 1 << 10, type: 6, []).start + PNGFile.chunk("IDAT", [])
    ) { _ in [0, 0, 0, 0] },
  ]

  /// Images with much before the header, or nothing behind it.
  static let jpeg = [
    LargeFile("comments", start: [0xFF, 0xD8], end: rest) { _ in [0xFF, 0xFE, 0, 3, 1] },
    LargeFile("fill bytes", start: [0xFF, 0xD8], end: rest) { _ in [0xFF, 0xFF, 0xFF, 0xFF] },
    LargeFile(
      "zeros", byteCount: 1 << 20,
      start: Array(
        JPEGFile(1 << 10, 1 << 10, componentCount: 3, value: 121).file.prefix(160))
    ) { _ in [0, 0, 0, 0] },
    LargeFile("tables", start: [0xFF, 0xD8], end: rest) { _ in
      [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
    },
  ]

  /// Texts of one digit a sample, and of anything but digits.
  static let pgm = [
    LargeFile("digits", byteCount: 2 << 20, start: Array("P2 1024 1024 9 ".utf8)) { _ in
      [0x31, 0x20]
    },
    LargeFile("colours", start: Array("P6 1024 1024 200\n".utf8)) { _ in [0xC9, 0, 1] },
    LargeFile("a comment", start: Array("P5#".utf8)) { _ in Array("text".utf8) },
    LargeFile("spaces", start: Array("P2 1024 1024 9 ".utf8)) { _ in Array("    ".utf8) },
    LargeFile("a number", start: Array("P2 1024 1024 9 ".utf8)) { _ in Array("1234".utf8) },
  ]

  private static let rest = Array(
    JPEGFile(8, 8, componentCount: 1, value: 121).file.dropFirst(2))
}
