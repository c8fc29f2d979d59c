import MPI

/// A small shared window that the ranks of a host keep open as long as their group exists.
///
/// All small shared state is in one window, because opening one takes several collective calls.
final class ControlWindow {
  let window: SharedWindow
  let barrier: HostBarrier

  // Each rank's heartbeat comes first. After it, the first rank's segment has the barrier, and the
  // cell that the rank that reports an error claims.
  private static var barrierOffset: Int { HeartbeatWindow.byteCount }
  private static var reporterOffset: Int { barrierOffset + HostBarrier.byteCount }

  /// Opens the window; collective over the host's ranks.
  ///
  /// - Throws: `SharedMemoryError` or MPI's errors.
  init(on host: Communicator) throws {
    window = try SharedWindow(
      byteCount: host.rank == 0 ? Self.reporterOffset + 64 : HeartbeatWindow.byteCount, on: host)
    barrier = try HostBarrier(on: host, in: window, at: Self.barrierOffset)
  }

  /// Claims the right to report an error; true for the first rank of the host that calls it.
  func claimReporter() -> Bool { window.claim(at: Self.reporterOffset, of: 0) }

  /// Frees the memory; collective over the host's ranks.
  func close() throws { try window.close() }
}
