/// Reads the samples of PGM and PPM images.
enum NetpbmPixels {
  /// Returns the pixels of an image, whose header has been checked against the file's size.
  ///
  /// A sample `v` of a greatest value `m` becomes `(255 v + m / 2) / m` in integers: nearest, ties
  /// up.
  ///
  /// - Throws: `DataFileError` for a sample beyond the greatest value, or a text that is no number.
  static func read(
    _ file: [UInt8], _ header: NetpbmHeader, _ path: String
  ) throws(DataFileError) -> [UInt8] {
    if header.isText { return try texts(file, header, path) }
    guard header.maximum != 255 else { return Array(file[header.byteCount...]) }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(header.sampleCount)
    for index in 0..<header.sampleCount {
      let offset = header.byteCount + index * header.sampleByteCount
      let value =
        header.sampleByteCount == 1
        ? Int(file[offset]) : Int(file[offset]) << 8 | Int(file[offset + 1])
      pixels.append(try scaled(value, header, offset, path))
    }
    return pixels
  }

  private static func texts(
    _ file: [UInt8], _ header: NetpbmHeader, _ path: String
  ) throws(DataFileError) -> [UInt8] {
    var pixels: [UInt8] = []
    pixels.reserveCapacity(header.sampleCount)
    var offset = header.byteCount
    func skipSpaces() {
      while offset < file.count, NetpbmHeader.isSpace(file[offset]) { offset += 1 }
    }
    for index in 0..<header.sampleCount {
      skipSpaces()
      let start = offset
      var value = 0
      while offset < file.count, let digit = NetpbmHeader.digit(file[offset]), value < 1 << 16 {
        value = 10 * value + digit
        offset += 1
      }
      guard offset > start else {
        throw DataFileError(
          path: path, offset: start,
          found: start < file.count ? "no digit" : "the end after \(index) numbers",
          expected: "\(header.sampleCount) numbers")
      }
      pixels.append(try scaled(value, header, start, path))
    }
    skipSpaces()
    guard offset == file.count else {
      throw DataFileError(
        path: path, offset: offset, found: "more behind the \(header.sampleCount) numbers",
        expected: "one image and nothing behind it")
    }
    return pixels
  }

  private static func scaled(
    _ value: Int, _ header: NetpbmHeader, _ offset: Int, _ path: String
  ) throws(DataFileError) -> UInt8 {
    guard value <= header.maximum else {
      throw DataFileError(
        path: path, offset: offset, found: "\(value)",
        expected: "at most \(header.maximum), as the header says")
    }
    return UInt8((255 * value + header.maximum / 2) / header.maximum)
  }
}
