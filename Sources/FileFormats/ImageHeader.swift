/// The beginning of an image file: its format, and the size and channels of its pixels.
///
/// It is checked against the size of the file before any memory is allocated for the pixels.
package struct ImageHeader: Equatable, Sendable {
  /// A format of images.
  package enum Format: Equatable, Sendable {
    /// PNG; `colors` is 1 or 3.
    case png(colors: Int)
    case jpeg
    /// PGM or PPM.
    case netpbm(NetpbmHeader)
  }

  package let format: Format
  /// The pixels of a row.
  package let width: Int
  /// The rows.
  package let height: Int
  /// The channels of a pixel: 1 for grey, 3 for red, green and blue, 4 with opacity behind them.
  package let channelCount: Int

  /// The most pixels that an image may have: 64 Mi, for each of which reading takes up to 8 bytes.
  package static let maximumPixelCount = 1 << 26
  /// The bytes of a file's beginning in which a header is looked for, of a JPEG file first.
  static let prefixByteCount = 1 << 16

  /// The number of pixels.
  package var pixelCount: Int { width * height }
}

extension ImageHeader {
  /// Reads the header of a file.
  ///
  /// - Throws: `FileError`, or `DataFileError` for what is no image, or one that is too large.
  package init(of path: String) throws {
    let file = try FileDescriptor(reading: path)
    let byteCount = try file.byteCount()
    let start = try file.bytes(at: 0, count: min(byteCount, Self.prefixByteCount))
    // Comments and thumbnails of any size may stand before a JPEG image's own header.
    if start.count < byteCount, Self.isJPEG(start), (try? JPEGImage.header(start, path)) == nil {
      self = try ImageFile(path).header
    } else {
      try self.init(start, fileByteCount: byteCount, path: path)
    }
  }

  /// Reads the header at the beginning of a file.
  ///
  /// - Parameters:
  ///   - start: The file's beginning, or all of it.
  ///   - fileByteCount: The size of the file.
  ///   - path: The file, for messages.
  ///   - maximumPixelCount: The most pixels.
  /// - Throws: `DataFileError`.
  package init(
    _ start: [UInt8], fileByteCount: Int, path: String,
    maximumPixelCount: Int = Self.maximumPixelCount
  ) throws(DataFileError) {
    if start.starts(with: PNGHeader.signature) {
      let header = try PNGHeader(start, path)
      self.init(header)
      try check(maximumPixelCount, path)
      try header.check(fileByteCount: fileByteCount, path)
    } else if Self.isJPEG(start) {
      self = try JPEGImage.header(start, path)
      try check(maximumPixelCount, path)
      // A block of 64 pixels takes a bit at least.
      try check(
        pixelCount, most: fileByteCount.multipliedReportingOverflow(by: 8 * 64), path)
    } else if let kind = NetpbmHeader.kind(start) {
      let header = try NetpbmHeader(kind, start, path)
      self.init(
        format: .netpbm(header), width: header.width, height: header.height,
        channelCount: header.channelCount)
      try check(maximumPixelCount, path)
      try header.check(fileByteCount: fileByteCount, path)
    } else {
      throw DataFileError(
        path: path, found: Self.otherKind(start) ?? "a file of another kind",
        expected: "an image: PNG, JPEG, PGM or PPM")
    }
  }

  private init(_ png: PNGHeader) {
    self.init(
      format: .png(colors: png.colors), width: png.width, height: png.height,
      channelCount: png.hasAlpha ? 4 : png.colors)
  }

  private static func isJPEG(_ start: [UInt8]) -> Bool { start.starts(with: [0xFF, 0xD8, 0xFF]) }

  private static func otherKind(_ start: [UInt8]) -> String? {
    let images: [(String, String)] = [
      ("GIF8", "a GIF image"), ("BM", "a BMP image"), ("RIFF", "a WebP image"),
      ("II*", "a TIFF image"), ("MM", "a TIFF image"), ("P1", "a bitmap (PBM)"),
      ("P4", "a bitmap (PBM)"), ("P7", "an image in the PAM format"),
    ]
    return FileKind.name(of: start)
      ?? images.first { start.starts(with: Array($0.0.utf8)) }?.1
  }

  private func check(_ maximumPixelCount: Int, _ path: String) throws(DataFileError) {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width > 0, height > 0, !overflow, count <= maximumPixelCount else {
      throw DataFileError(
        path: path, found: "\(width) by \(height) pixels",
        expected: "at least 1 and at most \(maximumPixelCount) in all; make the image smaller")
    }
  }

  private func check(
    _ count: Int, most: (partialValue: Int, overflow: Bool), _ path: String
  ) throws(DataFileError) {
    guard most.overflow || count <= most.partialValue else {
      throw DataFileError(
        path: path, found: "a header of \(width) by \(height) pixels",
        expected: "at most \(most.partialValue) in a file of this size; was the file cut short?")
    }
  }
}
