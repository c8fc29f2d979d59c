import FileFormats

/// The images of a folder, or of a folder of classes.
///
/// What begins with a dot is hidden, and passed over. A name ends in `.png`, `.jpg`, `.jpeg`,
/// `.pgm`, `.ppm` or `.pnm`, in capitals or not; what kind of image a file is, its content says.
/// Names are in the order of their UTF-8 bytes.
enum ImagePaths {
  static let endings = [".png", ".jpg", ".jpeg", ".pgm", ".ppm", ".pnm"]

  /// Whether a file's name is that of an image.
  static func isImage(_ name: String) -> Bool {
    let lower = name.lowercased()
    return endings.contains { lower.hasSuffix($0) }
  }

  /// Whether a name is passed over.
  static func isHidden(_ name: String) -> Bool { name.utf8.first == UInt8(ascii: ".") }

  /// The names in a folder that are not hidden, in no order; none where there is no such folder.
  static func visibleNames(in path: String) -> [String] {
    ((try? Directory.names(in: path)) ?? []).filter { !isHidden($0) }
  }

  /// Whether a folder has images.
  static func hasImages(_ path: String) -> Bool { visibleNames(in: path).contains(where: isImage) }

  /// Whether a folder has folders of images, and no images itself.
  static func hasClasses(_ path: String) -> Bool {
    let names = visibleNames(in: path)
    return !names.contains(where: isImage) && names.contains { hasImages("\(path)/\($0)") }
  }

  /// The names in a folder that are not hidden.
  ///
  /// - Throws: `FileError`, or `DataFileError` for a name that is not UTF-8, or that has more
  ///   combining marks than can be sorted.
  static func names(in path: String) throws -> [String] {
    let names = try Directory.names(in: path).filter { !isHidden($0) }
    if let name = names.first(where: { !CombiningMarks.areFew(in: $0) }) {
      throw DataFileError(
        path: path, found: "the name '\(name.onOneLine(limit: 20))' with \(CombiningMarks.found)",
        expected: CombiningMarks.expected)
    }
    // The folder's listing has U+FFFD for what is not UTF-8, and there is no file of that name.
    if let name = names.first(where: { name in
      name.unicodeScalars.contains("\u{FFFD}") && Directory.kind(of: "\(path)/\(name)") == nil
    }) {
      throw DataFileError(
        path: path, found: "the name '\(name)', which is not UTF-8", expected: "another name")
    }
    return sorted(names)
  }

  static func sorted(_ names: [String]) -> [String] {
    names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The names of the images in a folder that has nothing else.
  ///
  /// - Throws: `FileError`, or `DataFileError` for anything else, or for none at all.
  static func images(in path: String) throws -> [String] {
    let names = try names(in: path)
    for name in names {
      let file = "\(path)/\(name)"
      guard Directory.kind(of: file) != .folder else {
        throw DataFileError(
          path: file, found: "a folder in a folder of images",
          expected: "images, each in the folder of its class")
      }
      guard isImage(name) else {
        throw DataFileError(
          path: file, found: "a file whose name is not that of an image",
          expected: "names that end in \(endings.joined(separator: ", ")); remove it, or hide it "
            + "by a dot before its name")
      }
    }
    guard !names.isEmpty else {
      throw DataFileError(path: path, found: "no image", expected: "at least one")
    }
    return names
  }

  /// The folders of classes in a folder; files there that are no images are passed over.
  ///
  /// - Throws: `FileError`, also for a name that leads nowhere, which may be that of a class; or
  ///   `DataFileError` for images without a class, two names that read the same, or none.
  static func classes(in path: String) throws -> [String] {
    let names = try names(in: path)
    let classes = try names.filter { name in
      let kind = Directory.kind(of: "\(path)/\(name)")
      if kind == nil { _ = try FileDescriptor(reading: "\(path)/\(name)") }
      return kind == .folder
    }
    guard !classes.isEmpty else {
      throw DataFileError(
        path: path, found: "no folder", expected: "a folder of images for each class")
    }
    if let name = names.first(where: { isImage($0) && !classes.contains($0) }) {
      throw DataFileError(
        path: "\(path)/\(name)", found: "an image beside the folders of the classes",
        expected: "it in one of them")
    }
    var seen: Set<String> = []
    for name in classes where !seen.insert(name).inserted {
      throw DataFileError(
        path: path, found: "the class '\(name)' twice, in different bytes", expected: "one folder")
    }
    return classes
  }
}
