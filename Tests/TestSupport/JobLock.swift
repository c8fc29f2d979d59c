import Foundation

/// Keeps jobs apart that would fight for the machine's cores, in this process and between
/// processes: as many run at a time as there are cores, at most four.
///
/// Much of a short job's time is waiting for `mpirun` to start and to end it, so one at a time
/// would leave cores idle.
enum JobLock {
  private static let slotCount = min(ProcessInfo.processInfo.activeProcessorCount, 4)

  /// Runs `body` in one of the job slots of this user on this machine.
  ///
  /// The system frees a slot when the process ends, however it ends.
  static func withLock<Result>(_ body: () throws -> Result) throws -> Result {
    let file = try lockedFile()
    defer { close(file) }
    return try body()
  }

  /// Returns the file of a free slot, after waiting if necessary.
  private static func lockedFile() throws -> CInt {
    // The one that is waited for is any of them.
    let first = Int.random(in: 0..<slotCount)
    for index in (1..<slotCount).map({ ($0 + first) % slotCount }) {
      let file = try open(index)
      guard flock(file, LOCK_EX | LOCK_NB) != 0 else { return file }
      close(file)
    }
    let file = try open(first)
    while flock(file, LOCK_EX) != 0 {
      guard errno == EINTR else {
        defer { close(file) }
        throw JobError.unusableLock(path: path(first), errno: errno)
      }
    }
    return file
  }

  /// Opens the file of a slot.
  ///
  /// Every call opens it anew: `flock` then also keeps threads of one process apart.
  private static func open(_ index: Int) throws -> CInt {
    let file = unsafe Foundation.open(path(index), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw JobError.unusableLock(path: path(index), errno: errno) }
    return file
  }

  private static func path(_ index: Int) -> String {
    FileManager.default.temporaryDirectory
      .appending(path: "lockstep-tests-\(getuid())-\(index).lock").path
  }
}
