import TestSupport

extension Seeds {
  static let png: [[UInt8]] = [
    image(3, 2, type: 0, [0, 1, 2, 3, 1, 4, 5, 6]),
    image(2, 2, type: 2, [2, 1, 2, 3, 4, 5, 6, 4, 7, 8, 9, 10, 11, 12]),
    image(
      4, 1, depth: 2, type: 3,
      chunks: [
        ("PLTE", [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255]), ("tRNS", [0, 128]),
      ], [0, 0b00_01_10_11]),
    image(2, 1, type: 4, [3, 1, 2, 3, 4]),
    image(1, 2, type: 6, [0, 1, 2, 3, 4, 2, 5, 6, 7, 8]),
    image(2, 1, depth: 16, type: 0, chunks: [("tRNS", [0, 1])], [0, 0, 1, 2, 3]),
    image(
      1, 1, depth: 16, type: 2, chunks: [("gAMA", [0, 0, 0xB1, 0x8F])], [0, 0, 1, 2, 3, 4, 5]),
    image(9, 1, depth: 1, type: 0, chunks: [("tRNS", [0, 1])], [0, 0xAA, 0x80]),
    // Seven passes over three by three pixels: the first, fifth, sixth and seventh have some.
    image(3, 3, type: 0, isInterlaced: true, [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6]),
    PNGFile(1 << 20, 1 << 20, type: 6, []).start + PNGFile.chunk("IDAT", [])
      + PNGFile.chunk("IEND", []),
    PNGFile(0, 1, type: 0, []).start, Array(PNGFile(1, 1, type: 0, []).start.prefix(30)),
    Array(image(1, 1, depth: 3, type: 2, []).prefix(33)),
  ]

  private static func image(
    _ width: Int, _ height: Int, depth: UInt8 = 8, type: UInt8, isInterlaced: Bool = false,
    chunks: [(name: String, content: [UInt8])] = [], _ lines: [UInt8]
  ) -> [UInt8] {
    var image = PNGFile(width, height, type: type, lines)
    (image.depth, image.isInterlaced, image.chunks) = (depth, isInterlaced, chunks)
    return image.file
  }

  static let jpeg: [[UInt8]] = [
    image(8, 8, components: 1), image(17, 9, components: 3),
    image(16, 16, components: 3, isProgressive: true), image(8, 8, components: 4),
    image(8, 8, components: 1, segments: [0xFF, 0xFE, 0, 4, 1, 2]),
    image(24, 8, components: 1, restartInterval: 1), image(65_000, 1, components: 1),
    image(9, 9, components: 2), Array(image(64, 64, components: 3).prefix(200)),
    [0xFF, 0xD8, 0xFF, 0xD9],
  ]

  /// Of flat blocks, the first one of which differs from those before by seven steps.
  private static func image(
    _ width: Int, _ height: Int, components: Int, isProgressive: Bool = false,
    segments: [UInt8] = [], restartInterval: Int? = nil
  ) -> [UInt8] {
    var image = JPEGFile(width, height, componentCount: components, value: 121)
    (image.isProgressive, image.segments) = (isProgressive, segments)
    image.restartInterval = restartInterval
    return image.file
  }

  static let pgm: [[UInt8]] = [
    "P5 2 2 255\nabcd", "P6\n# a comment\n1 2\n255\nabcdef", "P2\n3 1\n7\n0 3 7\n",
    "P3 1 1 65535\n0 1000 65535", "P5\t2 1\r\n1000 \u{1}\u{2}\u{3}\u{4}", "P5 1 1 100 z",
    "P4 8 1 a",
    "P5 99999 99999 255 ", "P2 1 1 255 1 2", "P5#\n1#\n1#\n255\n\n", "P7\nWIDTH 1\n",
    "P2 2 2 9 1 2 3",
  ].map { Array($0.utf8) }
}
