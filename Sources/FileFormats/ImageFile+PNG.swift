import CImages

/// The header of a PNG image.
///
/// Source: W3C, PNG (third edition), section 11.2.1.
struct PNGHeader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  let width: Int
  let height: Int
  /// The channels without opacity: those of a palette's colours are 3.
  let colors: Int
  /// Whether each pixel has its own opacity.
  let hasAlpha: Bool
  /// The bits of a pixel in the file.
  private let bitCount: Int

  init(_ start: [UInt8], _ path: String) throws(DataFileError) {
    guard start.count >= 33 else {
      throw DataFileError(
        path: path, found: "\(start.count) bytes of a PNG image",
        expected: "33 and more; was the file cut short?")
    }
    func number(_ offset: Int) -> Int { start[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } }
    guard number(8) == 13, start[12..<16].elementsEqual("IHDR".utf8) else {
      throw DataFileError(
        path: path, offset: 8, found: "another chunk",
        expected: "IHDR of 13 bytes, with which a PNG image begins")
    }
    let checksum = Int(CRC32(Array(start[12..<29])).value)
    guard number(29) == checksum else {
      throw DataFileError(
        path: path, offset: 29, found: "the CRC-32 \(number(29))",
        expected: "\(checksum), that of the header; the file is damaged")
    }
    (width, height) = (number(16), number(20))
    let (depth, type) = (Int(start[24]), start[25])
    let depths: [Int]
    (colors, hasAlpha, depths) =
      switch type {
      case 0: (1, false, [1, 2, 4, 8, 16])
      case 2: (3, false, [8, 16])
      case 3: (3, false, [1, 2, 4, 8])
      case 4: (1, true, [8, 16])
      case 6: (3, true, [8, 16])
      default: (0, false, [])
      }
    guard depths.contains(depth) else {
      throw DataFileError(
        path: path, offset: 24, found: "\(depth) bits of the colour type \(type)",
        expected: "one of the fifteen kinds of PNG images")
    }
    bitCount = depth * (type == 3 ? 1 : colors + (hasAlpha ? 1 : 0))
  }

  /// Checks that a file can hold the pixels; their number has been checked.
  func check(fileByteCount: Int, _ path: String) throws(DataFileError) {
    let needed = (width * bitCount + 7) / 8 * height
    let most = Gzip.maximumInflatedByteCount(compressed: fileByteCount)
    guard needed <= most else {
      throw DataFileError(
        path: path, found: "a header of \(width) by \(height) pixels, \(needed) bytes",
        expected: "at most \(most) bytes in a file of this size; was the file cut short?")
    }
  }
}

/// Reads PNG images, by libpng.
enum PNGPixels {
  /// Returns the pixels of an image: of 1 or 3 channels, with opacity one more.
  static func read(
    _ file: [UInt8], _ header: ImageHeader, colors: Int, hasAlpha: Bool, _ path: String
  ) throws(DataFileError) -> [UInt8] {
    let channelCount = colors + (hasAlpha ? 1 : 0)
    return try unsafe ImageLibrary.png.pixels(header.pixelCount * channelCount, path) {
      pixels, message in
      unsafe cimages_png(
        file, file.count, UInt32(header.width), UInt32(header.height), CInt(channelCount),
        hasAlpha ? 1 : 0, pixels, message)
    }
  }
}
