import FileFormats
import TestSupport
import Testing

@Suite("ImageFile")
struct ImageFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func pixels(_ file: [UInt8], _ channelCount: Int) throws -> [UInt8] {
    try ImageFile(folder.write("image", file)).pixels(channelCount: channelCount)
  }

  @Test("reads every kind of PNG")
  func png() throws {
    let grey = PNGFile(2, 2, type: 0, [0, 10, 20, 1, 30, 10])
    #expect(try pixels(grey.file, 1) == [10, 20, 30, 40])
    #expect(try pixels(grey.file, 3) == [10, 10, 10, 20, 20, 20, 30, 30, 30, 40, 40, 40])
    #expect(try pixels(grey.file, 4).prefix(8) == [10, 10, 10, 255, 20, 20, 20, 255])
    let color = PNGFile(2, 1, type: 2, [0, 255, 0, 0, 0, 0, 255])
    #expect(try pixels(color.file, 3) == [255, 0, 0, 0, 0, 255])
    #expect(try pixels(color.file, 1) == [76, 29])
    let greyAlpha = PNGFile(2, 1, type: 4, [0, 7, 8, 9, 0])
    #expect(try pixels(greyAlpha.file, 1) == [7, 9])
    #expect(try pixels(greyAlpha.file, 4) == [7, 7, 7, 8, 9, 9, 9, 0])
    let alpha = PNGFile(1, 1, type: 6, [0, 1, 2, 3, 4])
    #expect(try pixels(alpha.file, 4) == [1, 2, 3, 4])
    #expect(try pixels(alpha.file, 3) == [1, 2, 3])
    var palette = PNGFile(4, 1, type: 3, [0, 0b00_01_10_01])
    palette.depth = 2
    palette.chunks = [("PLTE", [1, 2, 3, 40, 50, 60, 7, 8, 9]), ("tRNS", [100])]
    #expect(try pixels(palette.file, 3) == [1, 2, 3, 40, 50, 60, 7, 8, 9, 40, 50, 60])
    #expect(try pixels(palette.file, 4).prefix(8) == [1, 2, 3, 100, 40, 50, 60, 255])
    var bits = PNGFile(9, 1, type: 0, [0, 0b1010_0000, 0b1000_0000])
    bits.depth = 1
    #expect(try pixels(bits.file, 1) == [255, 0, 255, 0, 0, 0, 0, 0, 255])
    // Rounded to nearest, not cut: 0x0080 is 0.4981 of a step, 0x0081 is 0.502.
    var deep = PNGFile(3, 1, type: 0, [0, 0x00, 0x80, 0x00, 0x81, 0xFF, 0xFF])
    deep.depth = 16
    #expect(try pixels(deep.file, 1) == [0, 1, 255])
    var interlaced = PNGFile(3, 3, type: 0, [0, 1, 0, 3, 0, 7, 9, 0, 2, 0, 8, 0, 4, 5, 6])
    interlaced.isInterlaced = true
    #expect(try pixels(interlaced.file, 1) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
    // What says how bright the numbers are does not change them.
    var gamma = grey
    gamma.chunks = [("gAMA", [0, 1, 0x86, 0xA0])]
    #expect(try pixels(gamma.file, 1) == [10, 20, 30, 40])
  }

  @Test("reads what this program writes")
  func ownImages() throws {
    let values = (0..<70 * 90 * 3).map { UInt8(truncatingIfNeeded: $0 * 7 >> 2) }
    let image = PNGImage(values, width: 70, height: 90, channelCount: 3)
    #expect(try pixels(image.bytes, 3) == values)
    let header = try ImageHeader(of: folder.write("image", image.bytes))
    #expect(header.width == 70 && header.height == 90 && header.channelCount == 3)
  }

  @Test("reads JPEG, baseline and progressive", arguments: [false, true])
  func jpeg(isProgressive: Bool) throws {
    let values: [UInt8] = [0, 255, 17, 128, 127, 90]
    var grey = JPEGFile([values], columnCount: 3)
    grey.isProgressive = isProgressive
    let expected = (0..<16).flatMap { row in
      (0..<24).map { values[row / 8 * 3 + $0 / 8] }
    }
    #expect(try pixels(grey.file, 1) == expected)
    #expect(try pixels(grey.file, 3) == expected.flatMap { [$0, $0, $0] })
    #expect(try pixels(grey.file, 4) == expected.flatMap { [$0, $0, $0, 255] })
    var color = JPEGFile([[76], [85], [255]], columnCount: 1)
    color.isProgressive = isProgressive
    #expect(try pixels(color.file, 1) == [UInt8](repeating: 76, count: 64))
    // Red, as BT.601 has it: 76 + 1.402 * 127, 76 + 0.344 * 43 - 0.714 * 127, 76 - 1.772 * 43.
    #expect(try Array(pixels(color.file, 3).prefix(3)) == [254, 0, 0])
  }

  @Test("finds a JPEG image's header behind a long thumbnail")
  func thumbnails() throws {
    let image = JPEGFile([[9]], columnCount: 1).file
    let comment: [UInt8] = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 1, count: 65_533)
    let path = try folder.write(
      "image", Array(image[..<2]) + comment + comment + Array(image[2...]))
    #expect(try ImageHeader(of: path) == ImageFile(path).header)
    #expect(try ImageHeader(of: path).width == 8)
  }

  @Test(
    "reads PGM and PPM",
    arguments: [
      ("P5 3 1 255\n\u{1}\u{2}\u{3}", 1, [1, 2, 3]),
      ("P6\n# two comments\n#\n1 1\n255\n\u{1}\u{2}\u{3}", 3, [1, 2, 3]),
      ("P2 3 1 255\n0 128\n255", 1, [0, 128, 255]), ("P3\t1\r\n1 10\n0 5 10\n", 3, [0, 128, 255]),
      ("P2 3 1 65535 0 129 65535", 1, [0, 1, 255]), ("P5 2 1 100 \u{0}\u{64}", 1, [0, 255]),
      ("P5 1 1 1000 \u{1}\u{2}", 1, [66]), ("P2 1 1 255 100", 4, [100, 100, 100, 255]),
    ])
  func netpbm(text: String, channelCount: Int, expected: [UInt8]) throws {
    #expect(try pixels(Array(text.utf8), channelCount) == expected)
  }

  @Test(
    "refuses Netpbm files that are damaged or of another kind",
    arguments: [
      ("P5 2 2 255\nabc", "3 bytes behind the header"), ("P5 2 2 255\nabcde", "nothing behind it"),
      ("P5 2 0 255\n", "2 by 0 pixels"), ("P5 99999 99999 255\n", "99999 by 99999"),
      ("P5 99999999999 1 255\n", "the width"), ("P5 1 1 0\na", "the greatest value 0"),
      ("P5 1 1 65536\na", "the greatest value 65536"), ("P5 1 1 100\nz", "byte 11: found 122"),
      ("P2 2 1 255\n1", "2 by 1 pixels"), ("P2 2 1 255\n1 x", "byte 13: found no digit"),
      ("P2 2 1 255\n1 256", "byte 13: found 256"), ("P2 1 1 255\n1 2", "byte 13: found more"),
      ("P5 1", "found the end"), ("P5 1 1 255", "a space"), ("P4 8 1\na", "a bitmap"),
      ("P7\nWIDTH 1", "PAM"), ("P5x", "another kind"), ("", "an empty file"),
      ("GIF89a", "a GIF image"), ("not an image", "another kind"),
    ])
  func wrongNetpbm(text: String, words: String) throws {
    let path = try folder.write("image.pgm", Array(text.utf8))
    let error = #expect(throws: DataFileError.self) {
      try ImageFile(path).pixels(channelCount: 1)
    }
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test("refuses PNG files that are damaged, lie or are cut short")
  func wrongPNG() throws {
    let image = PNGFile(2, 2, type: 0, [0, 10, 20, 1, 30, 10])
    let file = image.file
    func expect(_ bytes: [UInt8], _ words: String) throws {
      let path = try folder.write("image.png", bytes)
      let error = #expect(throws: DataFileError.self) {
        try ImageFile(path).pixels(channelCount: 1)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    for count in 8..<file.count {
      try expect(Array(file.prefix(count)), count < 33 ? "33 and more" : "damaged PNG image")
    }
    // A bit of the header, of the pixels, and of the checksum behind them.
    for (offset, words) in [(16, "CRC-32"), (48, "damaged PNG image"), (61, "damaged PNG image")] {
      var bytes = file
      bytes[offset] ^= 1
      try expect(bytes, words)
    }
    var other = image
    other.depth = 3
    try expect(other.file, "3 bits of the colour type 0")
    other.depth = 8
    other.width = 1 << 20
    try expect(other.file, "in a file of this size")
    other.height = 1 << 20
    try expect(other.file, "1048576 by 1048576 pixels")
    other = image
    other.lines.removeLast(2)
    try expect(other.file, "damaged PNG image")
    other = image
    other.type = 3
    try expect(other.file, "damaged PNG image")
  }

  @Test("refuses PNG files with more data than pixels, or colours that are in no palette")
  func surplusPNG() throws {
    func expect(_ bytes: [UInt8], _ words: String) throws {
      let path = try folder.write("image.png", bytes)
      for count in [1, 3, 4] {
        let error = #expect(throws: DataFileError.self) {
          try ImageFile(path).pixels(channelCount: count)
        }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
    }
    let image = PNGFile(2, 2, type: 0, [0, 10, 20, 1, 30, 10])
    try expect(image.file + [1], "bytes behind the image's end")
    var long = image
    long.lines += [0, 1, 2]
    try expect(long.file, "IDAT: Too much image data")
    // The chunk of data, of 17 and 12 bytes, once more.
    let (end, data) = (image.file.suffix(12), image.file.dropLast(12).suffix(29))
    try expect(Array(image.file.dropLast(12)) + data + end, "IDAT: more data than pixels")

    var palette = PNGFile(4, 1, type: 3, [0, 0b00_01_11_01])
    palette.depth = 2
    palette.chunks = [("PLTE", [1, 2, 3, 40, 50, 60, 7, 8, 9])]
    try expect(palette.file, "PLTE: a pixel's index is beyond the palette")
    palette.lines[1] = 0b00_01_10_01
    palette.chunks.append(("tRNS", [1, 2, 3, 4]))
    try expect(palette.file, "tRNS: ")

    // What no pixel depends on may be wrong.
    var profile = image
    profile.chunks = [("iCCP", [0x78, 0, 0, 1, 2, 3]), ("gAMA", [1])]
    #expect(try pixels(profile.file, 1) == [10, 20, 30, 40])
  }

  @Test("refuses JPEG files that are damaged, lie or are of printing inks")
  func wrongJPEG() throws {
    func expect(_ bytes: [UInt8], _ words: String) throws {
      let path = try folder.write("image.jpg", bytes)
      let error = #expect(throws: DataFileError.self) {
        try ImageFile(path).pixels(channelCount: 3)
      }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    let file = JPEGFile([[1, 2, 3, 4]], columnCount: 2).file
    for count in 3..<file.count {
      try expect(Array(file.prefix(count)), "damaged JPEG image")
    }
    try expect(JPEGFile([[1], [2], [3], [4]], columnCount: 1).file, "printing inks (CMYK)")
    var large = file
    let frame = try #require(file.indices.first { file[$0...].starts(with: [0xFF, 0xC0]) })
    large.replaceSubrange(frame + 5..<frame + 9, with: [0x1F, 0xFF, 0x1F, 0xFF])
    try expect(large, "in a file of this size")
    large.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xFF, 0xFF, 0xFF])
    try expect(large, "65500 pixels")
  }
}
