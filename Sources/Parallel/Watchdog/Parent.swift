import Foundation
import MPI

/// The process that started this rank: when it is gone, nobody will ever end this one.
struct Parent: Sendable {
  private let process: Int32

  /// Remembers the parent, and asks the system to kill this process with it where that is safe.
  init(_ environment: [String: String]) {
    process = WatchingProcess.parent
    if Self.forksInItsMainThread(environment, process) { WatchingProcess.dieWithParent() }
  }

  /// Whether it has ended: its children are then given to another process.
  var isGone: Bool { WatchingProcess.parent != process }

  /// The system's signal comes when the parent's *thread* ends that made this process.
  ///
  /// Open MPI 4 makes ranks in its main thread, unless there are 32 or more on a host or it is told
  /// otherwise (`odls_base_cutoff`, `odls_base_num_threads`); what another parent does is unknown.
  /// There the watcher's own looks must do; they do not reach a stopped rank, to which the system
  /// sends `SIGHUP` when the launcher was in its session.
  private static func forksInItsMainThread(
    _ environment: [String: String], _ process: Int32
  ) -> Bool {
    guard let count = environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap({ Int($0) }), count < 32,
      !environment.keys.contains(where: { $0.hasPrefix("OMPI_MCA_odls_base_") }),
      let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
    else { return false }
    return ["mpirun", "mpiexec", "orterun", "orted"]
      .contains(name.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
