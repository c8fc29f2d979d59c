import Foundation

/// Keeps jobs apart that would fight for the machine's cores, in this process and between processes.
enum JobLock {
  /// Runs `body` while nobody else on this machine, of the same user, runs one.
  ///
  /// The system releases the lock with the process, however that ends.
  static func withLock<Result>(_ body: () throws -> Result) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "lockstep-tests-\(getuid()).lock").path
    // Every call opens the file anew: `flock` then also keeps threads of one process apart.
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw JobError.unusableLock(path: path, errno: errno) }
    defer { close(file) }
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else { throw JobError.unusableLock(path: path, errno: errno) }
    }
    return try body()
  }
}
