import Foundation

/// A detector of an mpirun that hangs.
///
/// Open MPI 4.1.4 can hang after the death of a rank that was connecting to it: all ranks have
/// ended, and mpirun never does.
package struct LockUpWatch {
  /// The longest time without a living child process: a rank, or another host's agent.
  private let limit: Duration
  private var quietSince: ContinuousClock.Instant?
  private var nextLook: ContinuousClock.Instant?

  /// Creates a detector for a process that has just been started.
  package init(limit: Duration) { self.limit = limit }

  /// Updates the detector, at most once a second.
  ///
  /// - Parameters:
  ///   - now: The time.
  ///   - hasChildren: Whether it has a living child process; nil where that is unknown.
  /// - Returns: Whether it has had no child process for longer than the limit.
  package mutating func isLockedUp(
    at now: ContinuousClock.Instant = .now, _ hasChildren: () -> Bool?
  ) -> Bool {
    if let nextLook, now < nextLook { return false }
    nextLook = now + .seconds(1)
    guard hasChildren() == false else {
      quietSince = nil
      return false
    }
    quietSince = quietSince ?? now
    return quietSince.map { now - $0 >= limit } ?? false
  }

  /// Returns whether a process has a living child; nil without `/proc`.
  static func hasChildren(_ process: Int32) -> Bool? {
    let tasks = "/proc/\(process)/task"
    guard let threads = try? FileManager.default.contentsOfDirectory(atPath: tasks) else {
      return nil
    }
    let lists = threads.compactMap {
      try? String(contentsOfFile: "\(tasks)/\($0)/children", encoding: .utf8)
    }
    guard !lists.isEmpty else { return nil }
    return lists.flatMap { $0.split(separator: " ") }.contains { child in
      // "NUMBER (NAME) STATE ..."; the name may contain any character.
      let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      guard let status, let name = status.lastIndex(of: ")") else { return false }
      return status[name...].dropFirst(2).first != "Z"
    }
  }
}
