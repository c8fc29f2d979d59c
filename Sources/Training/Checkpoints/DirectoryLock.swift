import FileFormats
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An exclusive lock of a folder, on its file `lockstep.lock`; the system releases it at the latest
/// when the process ends.
package final class DirectoryLock: Sendable {
  private let directory: String
  private let descriptor: Int32
  private let isReleased = Atomic(false)

  private var path: String { Self.path(directory) }

  /// Locks an existing folder.
  ///
  /// Where the file system has no locks the folder is used without one, and a warning says so.
  ///
  /// - Parameters:
  ///   - directory: The folder.
  ///   - request: Asks the system for the lock of an open file.
  /// - Throws: `CheckpointError.locked` when another holds it, `.unwritable` when the lock file is
  ///   not accessible.
  package init(
    _ directory: String, request: (Int32) -> Int32 = { flock($0, LOCK_EX | LOCK_NB) }
  ) throws(CheckpointError) {
    func failure() -> CheckpointError {
      .unwritable(directory: Self.path(directory), reason: Self.reason(errno, directory))
    }
    self.directory = directory
    descriptor = Self.repeated {
      unsafe open(Self.path(directory), O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw failure() }
    guard Self.repeated({ request(descriptor) }) != 0 else { return }
    switch errno {
    case EWOULDBLOCK:
      // Once: the end of a lock that was not taken releases it too, and the number may by then be
      // that of another thread's file.
      release()
      throw .locked(directory: directory)
    case ENOLCK, ENOSYS, EOPNOTSUPP, ENOTSUP, EINVAL:
      Warnings.write(
        "\(directory): its file system has no locks (\(Self.reason(errno, directory))); see to it "
          + "that no other job writes there")
    default:
      let failure = failure()
      release()
      throw failure
    }
  }

  deinit { release() }

  /// Releases the lock, once.
  package func release() {
    guard !isReleased.exchange(true, ordering: .relaxed), descriptor >= 0 else { return }
    close(descriptor)
  }

  /// Checks that the path still leads to the file that is locked.
  ///
  /// - Throws: `CheckpointError.replaced`.
  package func check() throws(CheckpointError) {
    var (own, found) = (stat(), stat())
    guard unsafe fstat(descriptor, &own) == 0, unsafe stat(path, &found) == 0,
      own.st_dev == found.st_dev, own.st_ino == found.st_ino
    else { throw .replaced(directory: directory) }
  }

  static let name = "lockstep.lock"

  private static func path(_ directory: String) -> String { "\(directory)/\(name)" }

  private static func reason(_ code: Int32, _ directory: String) -> String {
    FileError(path: path(directory), operation: .create, code: code).reason
  }

  /// The result of a call that is made again where a signal has interrupted it.
  private static func repeated(_ call: () -> Int32) -> Int32 {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}
