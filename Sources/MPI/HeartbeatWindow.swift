import CMPI

/// Memory in which the ranks of a host tell each other what they do.
///
/// While it is open every rank's reports go there, a cache line for each rank; before and after
/// they stay in the rank's own memory. What is read from it is read through `ReportedState`, from
/// any thread.
package final class HeartbeatWindow {
  /// The bytes that it takes of every rank's shared memory.
  package static var byteCount: Int { Int(cmpi_heartbeat_byte_count) }

  /// Reports into the first `byteCount` bytes of each rank's segment; collective over the host's
  /// ranks.
  ///
  /// - Throws: `MPIError` with what MPI said.
  package init(on host: Communicator, in window: SharedWindow) throws {
    let cells = unsafe (0..<host.size).map { unsafe window.segment(of: $0).baseAddress }
    let code = unsafe cmpi_heartbeats_share(cells, Int32(host.rank), Int32(host.size))
    guard code == 0 else {
      throw MPIError(function: "malloc", code: code, text: "no memory for \(host.size) addresses")
    }
    try host.barrier()
  }

  /// Reports into the rank's own memory again; no rank of the host may look any more.
  package func close() {
    cmpi_heartbeats_unshare()
  }
}

@available(*, unavailable)
extension HeartbeatWindow: Sendable {}
