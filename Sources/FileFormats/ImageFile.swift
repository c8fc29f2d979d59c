/// A file with one image in PNG's, JPEG's or Netpbm's PGM or PPM format, read into memory.
///
/// Beside the file, reading takes no memory but that of the pixels, whose number the header's check
/// limits, and what the library of the format needs.
package struct ImageFile: Sendable {
  /// The file's path.
  package let path: String
  /// What the file's beginning says.
  package let header: ImageHeader
  private let bytes: [UInt8]

  /// The most bytes of a file.
  private static let maximumByteCount = 1 << 29

  /// Reads a file, and checks its header.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - maximumPixelCount: The most pixels.
  /// - Throws: `FileError`, or `DataFileError` for what is no image, or one that is too large.
  package init(
    _ path: String, maximumPixelCount: Int = ImageHeader.maximumPixelCount
  ) throws {
    let file = try FileDescriptor(reading: path)
    let byteCount = try file.byteCount()
    guard byteCount <= Self.maximumByteCount else {
      throw DataFileError(
        path: path, found: "\(byteCount) bytes",
        expected: "an image in at most \(Self.maximumByteCount)")
    }
    bytes = try file.bytes(at: 0, count: byteCount)
    self.path = path
    header = try ImageHeader(
      bytes, fileByteCount: bytes.count, path: path, maximumPixelCount: maximumPixelCount)
  }

  /// Returns the pixels, row by row, each of 1 channel (grey), 3 (red, green and blue) or 4 (and
  /// opacity), from 0 to 255.
  ///
  /// Colours become grey as `(19595 red + 38470 green + 7471 blue + 32768) / 65536` in integers
  /// (ITU-R BT.601), those of a JPEG image by its own luminance; grey becomes three equal colours.
  /// Opacity is dropped where it is not asked for, and 255 where the image has none. Gamma, colour
  /// profiles and orientation are not applied.
  ///
  /// - Throws: `DataFileError` where the file is damaged, with what the library says, or where the
  ///   library is not installed.
  package func pixels(channelCount: Int) throws(DataFileError) -> [UInt8] {
    switch header.format {
    case .jpeg:
      try JPEGImage.pixels(bytes, header, channelCount: channelCount, path)
    case .png(let colors):
      ImageColors.converted(
        try PNGPixels.read(bytes, header, colors: colors, hasAlpha: channelCount == 4, path),
        from: colors + (channelCount == 4 ? 1 : 0), to: channelCount)
    case .netpbm(let netpbm):
      ImageColors.converted(
        try NetpbmPixels.read(bytes, netpbm, path), from: netpbm.channelCount, to: channelCount)
    }
  }
}

/// Conversions between the channels of pixels.
enum ImageColors {
  /// Returns pixels of other channels: 1 is grey, 2 grey and opacity, 3 red, green and blue, 4
  /// these and opacity.
  static func converted(_ pixels: [UInt8], from count: Int, to other: Int) -> [UInt8] {
    guard count != other else { return pixels }
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / count * other)
    for start in stride(from: 0, to: pixels.count, by: count) {
      let first = pixels[start]
      let color =
        count < 3
        ? (first, first, first) : (first, pixels[start + 1], pixels[start + 2])
      guard other > 1 else {
        result.append(count < 3 ? first : grey(color))
        continue
      }
      result.append(color.0)
      result.append(color.1)
      result.append(color.2)
      guard other == 4 else { continue }
      result.append(count.isMultiple(of: 2) ? pixels[start + count - 1] : 255)
    }
    return result
  }

  /// The luminance of a colour.
  private static func grey(_ color: (UInt8, UInt8, UInt8)) -> UInt8 {
    let sum = 19_595 * Int(color.0) + 38_470 * Int(color.1) + 7_471 * Int(color.2)
    return UInt8((sum + 32_768) >> 16)
  }
}
