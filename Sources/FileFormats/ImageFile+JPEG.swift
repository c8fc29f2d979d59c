import CImages

/// Reads JPEG images, by TurboJPEG.
enum JPEGImage {
  /// Returns the header, of which the file's beginning is enough if it is long enough.
  ///
  /// - Throws: `DataFileError`, for an image of printing inks too.
  static func header(_ start: [UInt8], _ path: String) throws(DataFileError) -> ImageHeader {
    var (width, height, components): (CInt, CInt, CInt) = (0, 0, 0)
    try unsafe ImageLibrary.jpeg.check(path) { message in
      unsafe cimages_jpeg_header(start, start.count, &width, &height, &components, message)
    }
    guard components < 4 else {
      throw DataFileError(
        path: path, found: "a JPEG image of four printing inks (CMYK)",
        expected: "grey or RGB; convert the image")
    }
    return ImageHeader(
      format: .jpeg, width: Int(width), height: Int(height), channelCount: Int(components))
  }

  /// Returns the pixels of an image, of 1, 3 or 4 channels whatever it has itself: grey is its
  /// luminance, and opacity 255.
  static func pixels(
    _ file: [UInt8], _ header: ImageHeader, channelCount: Int, _ path: String
  ) throws(DataFileError) -> [UInt8] {
    try unsafe ImageLibrary.jpeg.pixels(header.pixelCount * channelCount, path) { pixels, message in
      unsafe cimages_jpeg(
        file, file.count, CInt(header.width), CInt(header.height), CInt(channelCount), pixels,
        message)
    }
  }
}
