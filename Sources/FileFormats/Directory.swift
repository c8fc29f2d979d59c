#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Folders.
public enum Directory {
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
