import MPI

/// A little memory that the ranks of a host share as long as their group lives.
///
/// Everything that needs some is in it: to open a window takes the ranks several meetings.
final class ControlWindow {
  let window: SharedWindow
  let barrier: HostBarrier

  // Each rank's heartbeat comes first. Behind it stand in the first rank's segment the barrier, and
  // the word that the rank claims which tells an error.
  private static var barrierOffset: Int { HeartbeatWindow.byteCount }
  private static var reporterOffset: Int { barrierOffset + HostBarrier.byteCount }

  /// Opens the window; every rank of the host calls it.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  init(on host: Communicator) throws {
    window = try SharedWindow(
      byteCount: host.rank == 0 ? Self.reporterOffset + 64 : HeartbeatWindow.byteCount, on: host)
    barrier = try HostBarrier(on: host, in: window, at: Self.barrierOffset)
  }

  /// Whether this rank, the first of the host to ask, is to tell what went wrong.
  func claimReporter() -> Bool { window.claim(at: Self.reporterOffset, of: 0) }

  /// Gives the memory back; every rank of the host calls it.
  func close() throws { try window.close() }
}
