/// The header of a PGM or PPM image.
///
/// Source: the Netpbm manual, "PGM Format Specification" and "PPM Format Specification".
package struct NetpbmHeader: Equatable, Sendable {
  /// Whether the samples are texts of digits, as in the kinds P2 and P3.
  let isText: Bool
  /// The samples of a pixel: 1 or 3.
  let channelCount: Int
  let width: Int
  let height: Int
  /// The greatest sample, which is white.
  let maximum: Int
  /// The offset of the samples in the file.
  let byteCount: Int

  /// The kind of a file, a digit; nil for a file of another format.
  static func kind(_ start: [UInt8]) -> UInt8? {
    guard start.count > 2, start[0] == UInt8(ascii: "P"), "2356".utf8.contains(start[1]),
      isSpace(start[2]) || start[2] == UInt8(ascii: "#")
    else { return nil }
    return start[1]
  }

  /// Reads the header at the beginning of a file.
  init(_ kind: UInt8, _ start: [UInt8], _ path: String) throws(DataFileError) {
    isText = kind < UInt8(ascii: "4")
    channelCount = kind == UInt8(ascii: "2") || kind == UInt8(ascii: "5") ? 1 : 3
    // The header of a file is the same one however much of the file is at hand.
    let text = start.prefix(ImageHeader.prefixByteCount)
    var offset = 2
    var numbers: [Int] = []
    for name in ["width", "height", "greatest value"] {
      numbers.append(try Self.number(text, &offset, name, path))
    }
    (width, height, maximum) = (numbers[0], numbers[1], numbers[2])
    guard (1...65_535).contains(maximum) else {
      throw DataFileError(
        path: path, found: "the greatest value \(maximum)", expected: "1 to 65535")
    }
    guard offset < text.count, Self.isSpace(text[offset]) else {
      throw DataFileError(
        path: path, offset: offset, found: offset < text.count ? "another byte" : "the end",
        expected: "a space behind the header")
    }
    byteCount = offset + 1
  }

  /// The bytes of a sample that is no text.
  var sampleByteCount: Int { maximum > 255 ? 2 : 1 }

  /// The number of samples; that of pixels has been checked.
  var sampleCount: Int { width * height * channelCount }

  /// Checks that a file has the samples.
  func check(fileByteCount: Int, _ path: String) throws(DataFileError) {
    let found = fileByteCount - byteCount
    let expected = isText ? 2 * sampleCount - 1 : sampleByteCount * sampleCount
    guard isText ? found >= expected : found == expected else {
      throw DataFileError(
        path: path,
        found: "\(found) bytes behind the header, which says \(width) by \(height) pixels",
        expected: "\(expected)\(isText ? " and more" : "")"
          + (found < expected ? "; was the file cut short?" : ", one image and nothing behind it"))
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// Reads a number behind spaces and comments.
  private static func number(
    _ text: ArraySlice<UInt8>, _ offset: inout Int, _ name: String, _ path: String
  ) throws(DataFileError) -> Int {
    while offset < text.count {
      if text[offset] == UInt8(ascii: "#") {
        while offset < text.count, text[offset] != 0x0A, text[offset] != 0x0D { offset += 1 }
      } else if !isSpace(text[offset]) {
        break
      } else {
        offset += 1
      }
    }
    let start = offset
    var value = 0
    while offset < text.count, let digit = digit(text[offset]), value < 1 << 31 {
      value = 10 * value + digit
      offset += 1
    }
    guard offset > start, value < 1 << 31 else {
      throw DataFileError(
        path: path, offset: start, found: start < text.count ? "no number" : "the end",
        expected: "the \(name) in digits, below \(1 << 31)")
    }
    return value
  }

  static func digit(_ byte: UInt8) -> Int? {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
  }
}
