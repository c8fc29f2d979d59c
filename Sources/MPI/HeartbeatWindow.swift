import CMPI

/// Shared memory in which the ranks of a host report their activity to each other.
///
/// While it is open, every rank reports to its cache line there; before and after, to private
/// memory. Reports are read through `ReportedState`, from any thread.
package final class HeartbeatWindow {
  /// The number of bytes that it occupies in every rank's shared memory.
  package static var byteCount: Int { Int(cmpi_heartbeat_byte_count) }

  /// Directs reports to the first `byteCount` bytes of each rank's segment; collective over the
  /// host's ranks.
  ///
  /// - Throws: `MPIError` with MPI's message.
  package init(on host: Communicator, in window: SharedWindow) throws {
    let cells = unsafe (0..<host.size).map { unsafe window.segment(of: $0).baseAddress }
    let code = unsafe cmpi_heartbeats_share(cells, Int32(host.rank), Int32(host.size))
    guard code == 0 else {
      throw MPIError(function: "malloc", code: code, text: "no memory for \(host.size) addresses")
    }
    try host.barrier()
  }

  /// Directs reports to private memory again; no rank of the host may read the window afterwards.
  package func close() {
    cmpi_heartbeats_unshare()
  }
}

@available(*, unavailable)
extension HeartbeatWindow: Sendable {}
