import FileFormats

extension Samples {
  /// Reads images without labels into the memory of this process.
  ///
  /// - Parameters:
  ///   - paths: Images, at least one.
  ///   - options: The form, by default that of the first image, which all must have.
  /// - Throws: `DataFileError`, or `FileError`.
  package init(images paths: [String], _ options: ImageOptions) throws {
    let form = try ImageForm(of: paths, options)
    let reader = ImageReader(form)
    var bytes: [UInt8] = []
    for (index, path) in paths.enumerated() {
      bytes += try reader.pixels(of: path)
      // Not before one was read: a header may promise more than there is.
      if index == 0 { bytes.reserveCapacity(paths.count * form.byteCount) }
    }
    self.init(storage: ByteStorage(bytes), count: paths.count, shape: form.shape)
    try check()
  }
}

extension DataFiles {
  /// The images that a path stands for where they have no labels: a file by its name, or a folder
  /// that has images alone; nil for anything else.
  ///
  /// - Throws: `FileError`, or `DataFileError` for a folder that has other files too.
  package static func unlabeledImages(at path: String) throws -> [String]? {
    guard Directory.kind(of: path) == .folder else {
      return ImagePaths.isImage(path) ? [path] : nil
    }
    guard try Directory.names(in: path).contains(where: ImagePaths.isImage),
      !isNamed(by: path)
    else { return nil }
    return try ImagePaths.images(in: path).map { "\(path)/\($0)" }
  }
}
