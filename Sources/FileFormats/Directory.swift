#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Folders, and what is in them.
public enum Directory {
  /// Gives a file another name; one that had the name is replaced.
  ///
  /// - Throws: `FileError`.
  public static func rename(_ path: String, to other: String) throws(FileError) {
    guard systemRename(path, other) == 0 else {
      throw FileError(path: path, operation: .rename, code: errno)
    }
  }

  /// Removes a file.
  ///
  /// - Throws: `FileError` when there is none, or it cannot be removed.
  public static func removeFile(_ path: String) throws(FileError) {
    guard unsafe unlink(path) == 0 else {
      throw FileError(path: path, operation: .remove, code: errno)
    }
  }

  /// Makes a folder and those on the way to it, where they are not there.
  ///
  /// - Throws: `FileError` naming the first folder that cannot be made.
  public static func create(_ path: String) throws(FileError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      prefix += prefix.isEmpty || prefix.hasSuffix("/") ? String(part) : "/\(part)"
      guard unsafe mkdir(prefix, 0o777) != 0 else { continue }
      // Other reasons than EEXIST do not matter for a folder that is there: the root may be
      // read-only, and a folder on the way may forbid writing.
      let reason = errno
      var status = stat()
      guard unsafe stat(prefix, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw FileError(path: prefix, operation: .create, code: reason)
      }
    }
  }
}

// The method above would hide the C function of the same name.
private func systemRename(_ path: String, _ other: String) -> Int32 { unsafe rename(path, other) }
