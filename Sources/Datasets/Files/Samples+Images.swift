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
    _ = try Directory.names(in: path)
    guard isFolderOfImagesAlone(path) else { return nil }
    return try ImagePaths.images(in: path).map { "\(path)/\($0)" }
  }

  /// Whether a folder has images, and is no other kind of data.
  private static func isFolderOfImagesAlone(_ path: String) -> Bool {
    ImagePaths.hasImages(path) && !isNamed(by: path)
  }

  /// The folders of a folder of images: itself, its parts and its classes; none for other data.
  package static func imageFolders(of path: String) -> [String] {
    func folders(_ path: String) -> [String] {
      ImagePaths.visibleNames(in: path).filter { !ImagePaths.isImage($0) }
        .map { "\(path)/\($0)" }.filter { Directory.kind(of: $0) == .folder }
    }
    if isImageFolder(path) {
      let parts = folders(path)
      return [path] + parts + parts.flatMap(folders)
    }
    return isFolderOfImagesAlone(path) ? [path] : []
  }

  /// The files of arrays, and images, in a folder of data that are links, or that have other names
  /// too: what else is in the folder is no other file than its path says.
  package static func linkedFiles(in path: String) -> [String] {
    let folders = imageFolders(of: path)
    return (folders.isEmpty ? [path] : folders).flatMap { folder in
      ImagePaths.visibleNames(in: folder)
        .filter { ImagePaths.isImage($0) || arrayName(ofFile: $0) != nil }
        .map { "\(folder)/\($0)" }.filter(Directory.isLinked)
    }
  }
}
