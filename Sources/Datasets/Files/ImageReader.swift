import FileFormats

/// Reads images in one form.
struct ImageReader {
  private let form: ImageForm

  init(_ form: ImageForm) { self.form = form }

  /// Returns the pixels of an image, `form.byteCount` bytes.
  ///
  /// - Throws: `FileError`, or `DataFileError` for an image that is damaged, or of another size
  ///   where images are not resized.
  func pixels(of path: String) throws -> [UInt8] {
    let file = try ImageFile(path)
    try form.check(file.header, path)
    let pixels = try file.pixels(channelCount: form.colorMode.channelCount)
    guard form.isResized else { return pixels }
    let size = (file.header.height, file.header.width)
    return ImageResize(
      from: size, to: (form.height, form.width), form.colorMode.channelCount
    ).resized(pixels)
  }
}

extension ImageForm {
  /// Determines the form of images: what the options say, else what a model remembers, else what
  /// all images have.
  ///
  /// - Throws: `DataFileError` for images of different sizes or channels where no option says what
  ///   they become; `FileError`.
  init(of paths: [String], _ options: ImageOptions) throws {
    let known = options.known
    let size =
      options.size ?? known.map { DataFiles.ImageSize(height: $0.height, width: $0.width) }
    let isResized = options.size != nil || known?.isResized ?? false
    let colorMode = options.colorMode ?? known?.colorMode
    if let size, let colorMode {
      // Where images are not resized, each one's size is compared when it is read.
      self.init(
        height: size.height, width: size.width, colorMode: colorMode, isResized: isResized)
      return
    }
    let first = try ImageHeader(of: paths[0])
    self.init(
      height: size?.height ?? first.height, width: size?.width ?? first.width,
      colorMode: colorMode ?? DataFiles.ColorMode(channelCount: first.channelCount),
      isResized: isResized)
    // Before memory is allocated for all of them.
    for path in paths {
      let header = path == paths[0] ? first : try ImageHeader(of: path)
      try check(header, path, first: paths[0])
      guard colorMode == nil, header.channelCount != first.channelCount else { continue }
      let found = DataFiles.ColorMode(channelCount: header.channelCount)
      throw DataFileError(
        path: path, found: "an image of the color mode \(found.rawValue)",
        expected:
          "\(self.colorMode.rawValue), as \(paths[0].onOneLine()) has; say which all are to become",
        parameter: .colorMode)
    }
  }

  /// Checks the size of an image that is not resized.
  ///
  /// - Throws: `DataFileError`.
  func check(
    _ header: ImageHeader, _ path: String, first: String? = nil
  ) throws(DataFileError) {
    guard !isResized, header.height != height || header.width != width else { return }
    let origin = first.map { ", as \($0.onOneLine()) has" } ?? ""
    throw DataFileError(
      path: path, found: "\(header.height)x\(header.width) pixels",
      expected: "\(height)x\(width)\(origin); resize all to one size", parameter: .imageSize)
  }
}
