#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writing a file so that its path shows the old content or the new, and nothing between.
public enum AtomicFile {
  /// Writes a file beside its path, brings it to the disk and renames it into place.
  ///
  /// The temporary file is called `.NAME.tmp-PID`. If anything fails before the renaming it is
  /// removed, and whatever stood at the path is untouched. A crash can leave the temporary file
  /// behind, never a half-written one at the path.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - body: Writes the content.
  /// - Throws: `FileError`, or what `body` throws.
  public static func write(
    to path: String, _ body: (borrowing FileDescriptor) throws -> Void
  ) throws {
    let (directory, name) = split(path)
    guard !name.isEmpty else { throw FileError(path: path, operation: .create, code: EISDIR) }
    let file = try createTemporary(directory: directory, name: name)
    do {
      try body(file)
      try file.synchronize()
      guard unsafe rename(file.path, path) == 0 else {
        throw FileError(path: path, operation: .rename, code: errno)
      }
    } catch {
      _ = unsafe unlink(file.path)
      throw error
    }
    try synchronizeDirectory(directory.isEmpty ? "." : directory)
  }

  /// Brings the names in a directory to the disk, so that a renamed file stays renamed.
  ///
  /// - Throws: `FileError`.
  public static func synchronizeDirectory(_ directory: String) throws(FileError) {
    let number = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw FileError(path: directory, operation: .open, code: errno) }
    defer { _ = close(number) }
    // File systems that have nothing to do here answer EINVAL.
    guard fsync(number) == 0 || errno == EINVAL else {
      throw FileError(path: directory, operation: .synchronize, code: errno)
    }
  }

  /// A process in a container often has the number of the one that was killed before it, and its
  /// leftover must not stop this one; hence further names.
  private static func createTemporary(
    directory: String, name: String
  ) throws(FileError) -> FileDescriptor {
    let temporary = "\(directory).\(name).tmp-\(getpid())"
    for attempt in 1..<100 {
      do {
        return try FileDescriptor(
          creating: attempt == 1 ? temporary : "\(temporary)-\(attempt)", .exclusive)
      } catch {
        guard error.code == EEXIST else { throw error }
      }
    }
    throw FileError(path: temporary, operation: .create, code: EEXIST)
  }

  /// Cuts a path into its directory with the last slash, which may be empty, and its name.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }
}
