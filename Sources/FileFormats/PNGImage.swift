/// A picture of 8 bits a channel in PNG's format, without compression.
///
/// Source: W3C, PNG (third edition), with deflate's stored blocks (RFC 1951, section 3.2.4) in
/// zlib's frame (RFC 1950).
package struct PNGImage: Equatable, Sendable {
  /// The file's bytes.
  package let bytes: [UInt8]

  /// Creates a picture of one or three channels.
  ///
  /// - Precondition: There are `width * height * channelCount` values, row-major, and at least one.
  ///
  /// - Parameters:
  ///   - values: The channels of each pixel.
  ///   - width: The pixels of a row.
  ///   - height: The number of rows.
  ///   - channelCount: 1 for grey, 3 for red, green and blue.
  package init(_ values: [UInt8], width: Int, height: Int, channelCount: Int) {
    let rowSize = width * channelCount
    precondition(
      values.count == rowSize * height && height > 0 && (channelCount == 1 || channelCount == 3),
      "\(values.count) values of \(width) by \(height) pixels of \(channelCount) channels")
    var header = Self.bigEndian(width) + Self.bigEndian(height)
    // Depth, colour type, and the only methods of compression, filters and interlacing.
    header += [8, channelCount == 1 ? 0 : 2, 0, 0, 0]
    let rows = (0..<height).flatMap { row in
      [0] + values[row * rowSize..<(row + 1) * rowSize]
    }
    bytes =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + Self.chunk("IHDR", header)
      + Self.chunk("IDAT", Self.stored(rows)) + Self.chunk("IEND", [])
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bigEndian(content.count) + named + bigEndian(Int(CRC32(named).value))
  }

  /// A zlib stream of blocks that are not compressed.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    let largest = 65_535
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: largest) {
      let block = content[start..<min(start + largest, content.count)]
      let size = UInt16(block.count)
      stream.append(start + block.count == content.count ? 1 : 0)
      for number in [size, ~size] {
        stream += [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
      }
      stream += block
    }
    return stream + bigEndian(Int(adler32(content)))
  }

  /// The checksum of RFC 1950, section 8.2.
  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return b << 16 | a
  }

  private static func bigEndian(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
