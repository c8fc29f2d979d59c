import Foundation

/// Notices an mpirun that is locked up.
///
/// Open MPI 4.1.4 can be so after the death of a rank that was just connecting to it: all ranks are
/// gone, and it stays for ever.
package struct LockUpWatch {
  /// How long it may be without a living process of its own: a rank, or another host's agent.
  private let limit: Duration
  private var quietSince: ContinuousClock.Instant?
  private var nextLook: ContinuousClock.Instant?

  /// A watch over a process that has just been started.
  package init(limit: Duration) { self.limit = limit }

  /// Looks at it, at most once a second.
  ///
  /// - Parameters:
  ///   - now: The time.
  ///   - hasChildren: Whether it has a living process of its own; nil where that cannot be known.
  /// - Returns: Whether it has had none for longer than the limit.
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

  /// Whether a process has a child that is not dead; nil where the system does not tell (`/proc`).
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
      // "NUMBER (NAME) STATE ..."; the name may hold anything.
      let status = try? String(contentsOfFile: "/proc/\(child)/stat", encoding: .utf8)
      guard let status, let name = status.lastIndex(of: ")") else { return false }
      return status[name...].dropFirst(2).first != "Z"
    }
  }
}
