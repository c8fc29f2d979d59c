import CMPI

/// Memory in which the ranks of a host tell each other what they do.
///
/// While it is open every rank's reports go there, a cache line for each rank; before and after
/// they stay in the rank's own memory. What is read from it is read through `ReportedState`, from
/// any thread.
package final class HeartbeatWindow {
  private let window: SharedWindow

  /// Allocates the memory and reports into it; collective over the host's ranks.
  ///
  /// - Throws: `SharedMemoryError` or `MPIError`, as `SharedWindow` does.
  package init(on host: Communicator) throws {
    window = try SharedWindow(byteCount: Int(cmpi_heartbeat_byte_count), on: host)
    let cells = unsafe (0..<host.size).map { unsafe window.segment(of: $0).baseAddress }
    let code = unsafe cmpi_heartbeats_share(cells, Int32(host.rank), Int32(host.size))
    guard code == 0 else {
      throw MPIError(function: "malloc", code: code, text: "no memory for \(host.size) addresses")
    }
    try host.barrier()
  }

  /// Gives the memory back; collective, before MPI ends.
  ///
  /// - Throws: `MPIError` with what MPI said.
  package func close() throws {
    cmpi_heartbeats_unshare()
    try window.close()
  }
}

@available(*, unavailable)
extension HeartbeatWindow: Sendable {}
