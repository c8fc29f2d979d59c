#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The right to write to a folder: a lock on the file `lockstep.lock` in it, which the system
/// takes back when the process ends, however it ends.
package final class DirectoryLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a folder, which must be there.
  ///
  /// - Throws: `CheckpointError.locked` when another holds it, `.unwritable` when it cannot be
  ///   asked for.
  package init(_ directory: String) throws(CheckpointError) {
    let path = directory + "/lockstep.lock"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw .unwritable(directory: directory, reason: unsafe String(cString: strerror(errno)))
    }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      switch errno {
      case EINTR: continue
      case EWOULDBLOCK:
        close(descriptor)
        throw .locked(directory: directory)
      default:
        let reason = unsafe String(cString: strerror(errno))
        Warnings.write(
          "\(directory): its file system locks no files (\(reason)); no other job may write there")
        return
      }
    }
  }

  deinit { close(descriptor) }
}
