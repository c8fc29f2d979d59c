import Foundation

/// The two ends of a pipe, which children do not inherit.
struct PipeEnds {
  let reading: Int32
  let writing: Int32

  /// - Throws: `LaunchError.notStarted` when no descriptors are left.
  init(for name: String) throws(LaunchError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw LaunchError.notStarted(name, reason: unsafe String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }
}
