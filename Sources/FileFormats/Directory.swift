#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Operations on folders and their entries.
public enum Directory {
  /// Renames a file, replacing an existing one.
  ///
  /// - Throws: `FileError`.
  public static func rename(_ path: String, to other: String) throws(FileError) {
    for path in [path, other] { try FileError.checkPath(path, .rename) }
    guard systemRename(path, other) == 0 else {
      throw FileError(path: path, operation: .rename, code: errno)
    }
  }

  /// Gives a file its name with an ending, or with `ENDING-2` and so on where that is taken.
  ///
  /// - Returns: the new path.
  /// - Throws: `FileError`.
  package static func setAside(_ path: String, ending: String) throws(FileError) -> String {
    for number in 1... {
      let other = path + ending + (number == 1 ? "" : "-\(number)")
      var status = stat()
      guard unsafe lstat(other, &status) != 0, errno == ENOENT else { continue }
      try rename(path, to: other)
      return other
    }
    throw FileError(path: path, operation: .rename, code: EEXIST)
  }

  /// The names in a folder, in no order.
  ///
  /// - Throws: `FileError` where it is not there, or cannot be listed to its end.
  package static func names(in path: String) throws(FileError) -> [String] {
    try FileError.checkPath(path, .open)
    guard let folder = unsafe opendir(path) else {
      throw FileError(path: path, operation: .open, code: errno)
    }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else {
        // The end of the list and an error look alike but for this.
        guard errno == 0 else { throw FileError(path: path, operation: .read, code: errno) }
        return names
      }
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
        unsafe String(cString: UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
      }
      if name != ".", name != ".." { names.append(name) }
    }
  }

  /// What there is at a path, behind links.
  package enum Kind: Sendable {
    case file, folder
    /// A pipe, a device or a socket.
    case other
  }

  /// Returns what there is at a path; nil where nothing is, or it cannot be looked at.
  package static func kind(of path: String) -> Kind? {
    var status = stat()
    guard !path.utf8.contains(0), unsafe stat(path, &status) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .other
    }
  }

  /// Whether there is a link at a path, or a file with further names.
  package static func isLinked(_ path: String) -> Bool {
    var status = stat()
    guard !path.utf8.contains(0), unsafe lstat(path, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1
  }

  /// Removes a file.
  ///
  /// - Throws: `FileError` when it does not exist, or removing fails.
  public static func removeFile(_ path: String) throws(FileError) {
    try FileError.checkPath(path, .remove)
    guard unsafe unlink(path) == 0 else {
      throw FileError(path: path, operation: .remove, code: errno)
    }
  }

  /// Makes a folder that was not there, and those on the way to it.
  ///
  /// - Returns: false where there is something of that name, of whatever kind.
  /// - Throws: `FileError` naming the first folder that was not created.
  package static func createNew(_ path: String) throws(FileError) -> Bool {
    if let slash = path.lastSlash { try create(String(path[..<slash])) }
    guard unsafe mkdir(path, 0o777) != 0 else { return true }
    guard errno == EEXIST else { throw FileError(path: path, operation: .create, code: errno) }
    return false
  }

  /// Creates a folder and its missing parents.
  ///
  /// - Throws: `FileError` naming the first folder that was not created.
  public static func create(_ path: String) throws(FileError) {
    let slash = UInt8(ascii: "/")
    var prefix = path.utf8.first == slash ? "/" : ""
    try FileError.checkPath(path, .create)
    for part in path.utf8.split(separator: slash) {
      if prefix.utf8.last != slash, !prefix.isEmpty { prefix += "/" }
      prefix += String(Substring(part))
      guard unsafe mkdir(prefix, 0o777) != 0 else { continue }
      // Errors other than EEXIST do not matter for an existing folder: the root may be read-only,
      // and a parent may forbid writing.
      let reason = errno
      var status = stat()
      guard unsafe stat(prefix, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        // What is there is no folder.
        throw FileError(
          path: prefix, operation: .create, code: reason == EEXIST ? ENOTDIR : reason)
      }
    }
  }
}

// The method above would shadow the C function of the same name.
private func systemRename(_ path: String, _ other: String) -> Int32 { unsafe rename(path, other) }
