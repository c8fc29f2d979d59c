import Foundation
import MPI

/// The process that started this rank: once it has ended, nothing else would end this one.
struct Parent: Sendable {
  private let process: Int32

  /// Records the parent, and asks the system to kill this process with it where that is safe.
  init(_ environment: [String: String]) {
    process = OwnProcess.parent
    if Self.forksInItsMainThread(environment, process) { OwnProcess.dieWithParent() }
  }

  /// Whether it has ended: the system then reparents its children.
  var isGone: Bool { OwnProcess.parent != process }

  /// Whether the parent forks ranks in its main thread: the system's signal is sent when the
  /// *thread* that created this process ends.
  ///
  /// Open MPI 4 forks ranks in its main thread, unless there are 32 or more on a host or its
  /// settings say otherwise (`odls_base_cutoff`, `odls_base_num_threads`); other parents are
  /// unknown. For those the watchdog's own checks must suffice; they do not reach a stopped rank,
  /// to which the system sends `SIGHUP` when the launcher was in its session.
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
