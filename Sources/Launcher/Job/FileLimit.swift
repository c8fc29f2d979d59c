import Foundation

/// The limit of this process, and of mpirun as its child, on open files (`ulimit -n`).
package enum FileLimit {
  /// The open files that mpirun needs for ranks on this machine: with fewer it crashes or waits for
  /// ever (tried with Open MPI 4.1.4 and 1 to 16 ranks).
  package static func needed(ranks: Int) -> Int { 27 + 4 * ranks }

  /// Raises the limit as far as the system allows this process to, up to a number.
  ///
  /// - Returns: The limit.
  package static func raise(to count: Int) -> Int {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0 else { return .max }
    if limit.rlim_cur < rlim_t(count), limit.rlim_max > limit.rlim_cur {
      limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
      _ = unsafe setrlimit(resource, &limit)
      guard unsafe getrlimit(resource, &limit) == 0 else { return .max }
    }
    return Int(clamping: limit.rlim_cur)
  }

  /// - Throws: `LaunchError.openFiles` where mpirun would lack open files for the ranks.
  package static func check(ranks: Int) throws(LaunchError) {
    let needed = needed(ranks: ranks)
    let limit = raise(to: needed + 64)
    guard limit < needed else { return }
    throw .openFiles(limit: limit, needed: needed, ranks: ranks)
  }

  #if canImport(Darwin)
    private static let resource = RLIMIT_NOFILE
  #else
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
  #endif
}
