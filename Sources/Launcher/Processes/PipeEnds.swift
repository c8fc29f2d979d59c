import Foundation

/// A pipe's two ends, neither of which a child inherits.
struct PipeEnds {
  let reading: Int32
  let writing: Int32

  /// - Throws: `LaunchError.notStarted` where the system gives no more descriptors.
  init(for name: String) throws(LaunchError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw LaunchError.notStarted(name, reason: unsafe String(cString: strerror(errno)))
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }
}
