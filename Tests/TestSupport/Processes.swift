import Foundation

/// Looks at other processes, for tests of how a job ends.
public enum Processes {
  /// Whether a process ends, or has ended, within a time limit.
  ///
  /// A dead process that its parent has not yet asked about (a zombie) has ended.
  ///
  /// - Parameters:
  ///   - process: The process's number.
  ///   - limit: How long to wait for its end.
  /// - Returns: `false` when it still runs after that.
  public static func ends(_ process: Int32, within limit: Duration = .seconds(10)) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while isRunning(process) {
      guard clock.now < deadline else { return false }
      usleep(20_000)
    }
    return true
  }

  private static func isRunning(_ process: Int32) -> Bool {
    guard kill(process, 0) == 0 || errno == EPERM else { return false }
    // Linux: "NUMBER (NAME) STATE ..."; the name may hold anything.
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    guard let status, let name = status.lastIndex(of: ")") else { return true }
    return status[name...].dropFirst(2).first != "Z"
  }

  /// Runs `body`, which starts a process, with no signal blocked in this thread.
  ///
  /// The pool's threads, on which tests run, block most of them, and a child process inherits that:
  /// it could not be asked to end, and neither a script's traps nor `timeout` would work in it.
  ///
  /// - Throws: What `body` throws.
  public static func withoutBlockedSignals<Result>(
    _ body: () throws -> Result
  ) rethrows -> Result {
    var none = sigset_t()
    var previous = sigset_t()
    unsafe sigemptyset(&none)
    unsafe pthread_sigmask(SIG_SETMASK, &none, &previous)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &previous, nil) }
    return try body()
  }
}
