#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A failed file system operation, with the system's reason.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// An operation of the file system.
  public enum Operation: String, Sendable {
    /// Opening an existing file.
    case open
    /// Creating a file.
    case create
    /// Reading a file's size and type.
    case inspect
    /// Reading bytes.
    case read
    /// Writing bytes.
    case write
    /// Syncing written bytes to disk.
    case synchronize
    /// Giving a finished file its final name.
    case rename
    /// Removing a file.
    case remove
  }

  /// The file or directory.
  public let path: String
  /// The operation.
  public let operation: Operation
  /// The system's error number (`errno`).
  public let code: Int32

  /// Creates an error from the system's error number.
  public init(path: String, operation: Operation, code: Int32) {
    self.path = path
    self.operation = operation
    self.code = code
  }

  /// The error of a stream that was closed before the program began.
  package static func closed(_ name: String, _ operation: Operation) -> FileError {
    FileError(path: name, operation: operation, code: EBADF)
  }

  /// Refuses a path with a NUL: the system takes it to there, which is another file.
  static func checkPath(_ path: String, _ operation: Operation) throws(FileError) {
    guard !path.utf8.contains(0) else {
      throw FileError(path: path, operation: operation, code: EINVAL)
    }
  }

  /// Whether the file, or one of its parents, does not exist.
  public var isMissing: Bool { operation == .open && (code == ENOENT || code == ENOTDIR) }

  /// Whether this user may not open the file.
  package var isForbidden: Bool { operation == .open && (code == EACCES || code == EPERM) }

  /// Whether the process lacked something at that moment: nothing is known of the file.
  package var isOfProcess: Bool { [EMFILE, ENFILE, ENOMEM, EINTR, EAGAIN].contains(code) }

  /// Whether a file could not be created, as opposed to a write that failed halfway.
  public var isCreation: Bool { operation == .create }

  /// Whether the failure concerns something being written, as opposed to something read.
  public var isOutput: Bool {
    switch operation {
    case .create, .write, .synchronize, .rename, .remove: true
    case .open, .inspect, .read: false
    }
  }

  /// The system's message for the error number.
  public var reason: String {
    switch (operation, code) {
    case _ where path.isEmpty: "the path is empty"
    case _ where path.utf8.contains(0): "the path has a character NUL"
    case (_, ENOSPC) where Self.hasNoInodes(near: path):
      "\(systemReason): no inodes are left, there are too many files (df -i)"
    case (.create, ENXIO): "a pipe that nobody reads, or a device that is not there"
    case (.create, ENOTDIR): "\(systemReason): a file, a pipe or a device is in the way"
    case (.open, EINVAL), (.open, ENXIO): "a pipe or a device; expected a file"
    case (_, EMFILE): "\(systemReason); raise this process's limit (ulimit -n)"
    default: systemReason
    }
  }

  /// Whether the file system on which a file is or would be has room, but for no further file.
  private static func hasNoInodes(near path: String) -> Bool {
    var status = statvfs()
    let folder = path.lastSlash.map { String(path[...$0]) } ?? "."
    guard unsafe statvfs(folder, &status) == 0 else { return false }
    // File systems that make inodes as they go have a total of zero.
    return status.f_files > 0 && status.f_favail == 0 && status.f_bavail > 0
  }

  private var systemReason: String { unsafe String(cString: strerror(code)) }

  /// One line: path, operation, reason and number.
  public var description: String {
    let name = path.isEmpty ? "\"\"" : path.onOneLine(limit: .max)
    return "\(name): cannot \(operation.rawValue): \(reason) (errno \(code))"
  }
}
