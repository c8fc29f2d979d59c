extension Seeds {
  static let png: [[UInt8]] = [
    pngFile(3, 2, type: 0, [0, 1, 2, 3, 1, 4, 5, 6]),
    pngFile(2, 2, type: 2, [2, 1, 2, 3, 4, 5, 6, 4, 7, 8, 9, 10, 11, 12]),
    pngFile(
      4, 1, depth: 2, type: 3,
      before: pngChunk("PLTE", [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255])
        + pngChunk("tRNS", [0, 128]), [0, 0b00_01_10_11]),
    pngFile(2, 1, type: 4, [3, 1, 2, 3, 4]),
    pngFile(1, 2, type: 6, [0, 1, 2, 3, 4, 2, 5, 6, 7, 8]),
    pngFile(2, 1, depth: 16, type: 0, before: pngChunk("tRNS", [0, 1]), [0, 0, 1, 2, 3]),
    pngFile(
      1, 1, depth: 16, type: 2, before: pngChunk("gAMA", [0, 0, 0xB1, 0x8F]),
      [
        0, 0, 1, 2, 3, 4, 5,
      ]),
    pngFile(9, 1, depth: 1, type: 0, before: pngChunk("tRNS", [0, 1]), [0, 0xAA, 0x80]),
    // Seven passes over three by three pixels: the first, fifth, sixth and seventh have some.
    pngFile(3, 3, type: 0, isInterlaced: true, [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6]),
    pngStart(1 << 20, 1 << 20, 8, 6) + pngChunk("IDAT", []) + pngChunk("IEND", []),
    pngStart(0, 1, 8, 0), pngStart(1, 1, 3, 2), Array(pngStart(1, 1, 8, 0).prefix(30)),
  ]

  static let jpeg: [[UInt8]] = [
    jpegFile(8, 8, components: 1), jpegFile(17, 9, components: 3),
    jpegFile(16, 16, components: 3, isProgressive: true), jpegFile(8, 8, components: 4),
    jpegFile(8, 8, components: 1, before: [0xFF, 0xFE, 0, 4, 1, 2]),
    jpegFile(24, 8, components: 1, restartInterval: 1), jpegFile(65_000, 1, components: 1),
    jpegFile(9, 9, components: 2), Array(jpegFile(64, 64, components: 3).prefix(200)),
    [0xFF, 0xD8, 0xFF, 0xD9],
  ]

  static let pgm: [[UInt8]] = [
    "P5 2 2 255\nabcd", "P6\n# a comment\n1 2\n255\nabcdef", "P2\n3 1\n7\n0 3 7\n",
    "P3 1 1 65535\n0 1000 65535", "P5\t2 1\r\n1000 \u{1}\u{2}\u{3}\u{4}", "P5 1 1 100 z",
    "P4 8 1 a",
    "P5 99999 99999 255 ", "P2 1 1 255 1 2", "P5#\n1#\n1#\n255\n\n", "P7\nWIDTH 1\n",
    "P2 2 2 9 1 2 3",
  ].map { Array($0.utf8) }
}
