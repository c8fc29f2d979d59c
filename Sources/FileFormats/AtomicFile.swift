#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Atomic writes of files: the path has either the old content or the new.
public enum AtomicFile {
  /// The stages of a write, in order.
  public enum Stage: String, CaseIterable, Sendable {
    /// The temporary file exists and is empty.
    case temporaryOpened
    /// The content is written, but not synced to disk.
    case written
    /// The content is synced to disk and renamed to its final name.
    case renamed
    /// The directory entry is also synced to disk.
    case directorySynced
  }

  /// Writes a temporary file beside the path, syncs it to disk and renames it.
  ///
  /// A symbolic link is followed, not replaced, and a pipe or device is written to as it is. The
  /// temporary file is called `.NAME.tmp-PID`. If anything fails before the renaming it is
  /// removed, the path is unchanged, and an error names the path. A crash can leave the temporary
  /// file, but never a partial file at the path.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - reached: Called at the end of each stage; an error that it throws before the renaming is
  ///     handled like a disk error.
  ///   - body: Writes the content.
  /// - Throws: `FileError`, or what `body` or `reached` throws.
  public static func write(
    to path: String, reached: (Stage) throws -> Void = { _ in },
    _ body: (borrowing FileDescriptor) throws -> Void
  ) throws {
    if Directory.kind(of: path) == .other {
      return try body(FileDescriptor(creating: path, .appending))
    }
    let target = target(of: path)
    let (directory, name) = split(target)
    guard !name.isEmpty else {
      throw FileError(path: path, operation: .create, code: path.isEmpty ? ENOENT : EISDIR)
    }
    let file = try createTemporary(directory: directory, name: name)
    do {
      try reached(.temporaryOpened)
      try body(file)
      try reached(.written)
      try file.synchronize()
      guard unsafe rename(file.path, target) == 0 else {
        throw FileError(path: path, operation: .rename, code: errno)
      }
    } catch {
      _ = unsafe unlink(file.path)
      // Nobody has asked for the temporary file.
      if let error = error as? FileError, error.path == file.path {
        throw error.renamed(to: path)
      }
      throw error
    }
    try reached(.renamed)
    try synchronizeDirectory(directory.isEmpty ? "." : directory)
    try reached(.directorySynced)
  }

  /// Creates a hard link to a file, replacing an existing file.
  ///
  /// - Returns: Whether the link was created; false where the file system does not support links,
  ///   or no more of them.
  /// - Throws: `FileError`; an existing file is then unchanged.
  public static func link(_ path: String, to other: String) throws -> Bool {
    let (directory, name) = split(other)
    let temporary = "\(directory).\(name).tmp-\(getpid())"
    _ = unsafe unlink(temporary)
    guard systemLink(path, temporary) == 0 else {
      if [EPERM, EOPNOTSUPP, ENOSYS, EMLINK, EXDEV].contains(errno) { return false }
      throw FileError(path: other, operation: .create, code: errno)
    }
    // Where both are already the same file, `rename` keeps both names.
    defer { _ = unsafe unlink(temporary) }
    guard unsafe rename(temporary, other) == 0 else {
      throw FileError(path: other, operation: .rename, code: errno)
    }
    try synchronizeDirectory(directory.isEmpty ? "." : directory)
    return true
  }

  /// Copies a file atomically to another path.
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

  /// Syncs a directory to disk, so that a renaming is durable.
  ///
  /// - Throws: `FileError`.
  public static func synchronizeDirectory(_ directory: String) throws(FileError) {
    let number = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard number >= 0 else { throw FileError(path: directory, operation: .open, code: errno) }
    defer { _ = close(number) }
    // File systems without directory sync return EINVAL.
    guard fsync(number) == 0 || errno == EINVAL else {
      throw FileError(path: directory, operation: .synchronize, code: errno)
    }
  }

  /// A process in a container often has the ID of a killed predecessor, whose leftover file must
  /// not block this one; hence further names.
  private static func createTemporary(
    directory: String, name: String
  ) throws(FileError) -> FileDescriptor {
    let temporary = "\(directory).\(name).tmp-\(getpid())"
    for attempt in 1..<100 {
      do {
        return try FileDescriptor(
          creating: attempt == 1 ? temporary : "\(temporary)-\(attempt)", .exclusive)
      } catch {
        guard error.code == EEXIST else { throw error.renamed(to: directory + name) }
      }
    }
    throw FileError(path: directory + name, operation: .create, code: EEXIST)
  }

  /// Returns the path behind symbolic links, of a file that may yet have to be made.
  package static func target(of path: String) -> String {
    var path = path
    // A loop of links is left to the call that opens it.
    for _ in 0..<40 where !path.utf8.contains(0) {
      var link = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = unsafe readlink(path, &link, link.count)
      guard count > 0 else { break }
      let target = String(decoding: link[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
      path = target.utf8.first == UInt8(ascii: "/") ? target : split(path).directory + target
    }
    return path
  }

  /// Splits a path into its directory with the last slash, which may be empty, and its name.
  private static func split(_ path: String) -> (directory: String, name: String) {
    guard let slash = path.lastSlash else { return ("", path) }
    // Not the index after its character, which may have a mark that is the name's.
    let name = path.utf8.index(after: slash)
    return (String(path[..<name]), String(path[name...]))
  }
}

extension FileError {
  /// The same error of another path.
  fileprivate func renamed(to path: String) -> FileError {
    FileError(path: path, operation: operation, code: code)
  }
}

// The method above would hide the C function of the same name.
private func systemLink(_ path: String, _ other: String) -> Int32 { unsafe link(path, other) }
