#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Writing a file so that its path shows the old content or the new, and nothing between.
public enum AtomicFile {
  /// How far a write has come, in order.
  public enum Stage: String, CaseIterable, Sendable {
    /// The temporary file is there, and empty.
    case temporaryOpened
    /// The content is written; nothing is known to be on the disk.
    case written
    /// The content is on the disk, under its name.
    case renamed
    /// The name is on the disk too.
    case directorySynced
  }

  /// Writes a file beside its path, brings it to the disk and renames it into place.
  ///
  /// The temporary file is called `.NAME.tmp-PID`. If anything fails before the renaming it is
  /// removed, and whatever stood at the path is untouched. A crash can leave the temporary file
  /// behind, never a half-written one at the path.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - reached: Called at the end of each stage; an error of its own before the renaming is as
  ///     one of the disk.
  ///   - body: Writes the content.
  /// - Throws: `FileError`, or what `body` or `reached` throws.
  public static func write(
    to path: String, reached: (Stage) throws -> Void = { _ in },
    _ body: (borrowing FileDescriptor) throws -> Void
  ) throws {
    let (directory, name) = split(path)
    guard !name.isEmpty else { throw FileError(path: path, operation: .create, code: EISDIR) }
    let file = try createTemporary(directory: directory, name: name)
    do {
      try reached(.temporaryOpened)
      try body(file)
      try reached(.written)
      try file.synchronize()
      guard unsafe rename(file.path, path) == 0 else {
        throw FileError(path: path, operation: .rename, code: errno)
      }
    } catch {
      _ = unsafe unlink(file.path)
      throw error
    }
    try reached(.renamed)
    try synchronizeDirectory(directory.isEmpty ? "." : directory)
    try reached(.directorySynced)
  }

  /// Gives a file a second name, in place of whatever had it: a hard link.
  ///
  /// - Returns: Whether that is done; not where the file system knows no links, or no further one.
  /// - Throws: `FileError`; what had the name then has it still.
  public static func link(_ path: String, to other: String) throws -> Bool {
    let (directory, name) = split(other)
    let temporary = "\(directory).\(name).tmp-\(getpid())"
    _ = unsafe unlink(temporary)
    guard systemLink(path, temporary) == 0 else {
      if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV].contains(errno) { return false }
      throw FileError(path: temporary, operation: .create, code: errno)
    }
    // Where both are one file already, the system leaves both names.
    defer { _ = unsafe unlink(temporary) }
    guard unsafe rename(temporary, other) == 0 else {
      throw FileError(path: temporary, operation: .rename, code: errno)
    }
    try synchronizeDirectory(directory.isEmpty ? "." : directory)
    return true
  }

  /// Writes a file's bytes to another path, which shows the old content or the whole new one.
  ///
  /// - Throws: `FileError`; see `write(to:reached:_:)`.
  public static func copy(_ path: String, to other: String) throws {
    let source = try FileDescriptor(reading: path)
    try write(to: other) { file in
      while true {
        let bytes = try source.bytes(upTo: 1 << 20)
        guard !bytes.isEmpty else { return }
        try file.write(bytes)
      }
    }
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

// The method above would hide the C function of the same name.
private func systemLink(_ path: String, _ other: String) -> Int32 { unsafe link(path, other) }
