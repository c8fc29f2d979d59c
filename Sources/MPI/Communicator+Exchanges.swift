import CMPI

extension Communicator {
  /// Brings every rank's part to every rank (`MPI_Allgatherv`).
  ///
  /// The parts lie one behind the other in `all`, in the order of the ranks. Nothing is copied
  /// before the call when `bytes` is this rank's own place in `all`.
  ///
  /// - Precondition: `bytes` has `byteCounts[rank]` bytes, `byteCounts` one element for each rank,
  ///   and `all` has room for their sum.
  /// - Parameters:
  ///   - bytes: This rank's part.
  ///   - all: Where the parts of all ranks go.
  ///   - byteCounts: The size of each rank's part, the same on every rank.
  /// - Throws: `MPIError` with what MPI said.
  public func allGather(
    _ bytes: UnsafeRawBufferPointer, into all: UnsafeMutableRawBufferPointer, byteCounts: [Int]
  ) throws {
    precondition(byteCounts.count == size, "allGather: \(byteCounts.count) counts, \(size) ranks")
    precondition(byteCounts.allSatisfy { $0 >= 0 }, "allGather: byte counts \(byteCounts)")
    precondition(
      bytes.count == byteCounts[rank],
      "allGather: \(bytes.count) bytes, \(byteCounts[rank]) announced")
    let total = byteCounts.reduce(0, +)
    precondition(total <= all.count, "allGather: \(total) bytes into \(all.count)")
    let code = unsafe cmpi_allgather(handle, bytes.baseAddress, all.baseAddress, byteCounts)
    try MPIError.check(code, "MPI_Allgatherv")
  }

  /// Sends each rank a part of its own and receives one from each (`MPI_Isend`, `MPI_Irecv`).
  ///
  /// What MPI calls `MPI_Alltoallv`, with offsets that may lie beyond 32 bits.
  ///
  /// - Precondition: Four arrays with one element for each rank, whose parts lie inside the
  ///   buffers; what one rank sends is as much as the other receives.
  /// - Parameters:
  ///   - send: Where this rank's parts for the others lie.
  ///   - counts: How many floats each rank gets from this one.
  ///   - offsets: Where in `send` they begin, in floats.
  ///   - receive: Where the parts from the others go; it does not overlap `send`.
  ///   - receiveCounts: How many floats this rank gets from each.
  ///   - receiveOffsets: Where in `receive` they go, in floats.
  /// - Throws: `MPIError` with what MPI said.
  public func allToAll(
    _ send: UnsafeBufferPointer<Float>, counts: [Int], offsets: [Int],
    into receive: UnsafeMutableBufferPointer<Float>, receiveCounts: [Int], receiveOffsets: [Int]
  ) throws {
    checkParts("send", counts: counts, offsets: offsets, capacity: send.count)
    checkParts(
      "receive", counts: receiveCounts, offsets: receiveOffsets, capacity: receive.count)
    let code = unsafe cmpi_alltoall_float(
      handle, send.baseAddress, counts, offsets, receive.baseAddress, receiveCounts, receiveOffsets)
    try MPIError.check(code, "MPI_Isend, MPI_Irecv or MPI_Waitall")
  }

  private func checkParts(_ name: String, counts: [Int], offsets: [Int], capacity: Int) {
    precondition(
      counts.count == size && offsets.count == size,
      "allToAll: \(counts.count) \(name) counts and \(offsets.count) offsets, \(size) ranks")
    for (count, offset) in zip(counts, offsets) {
      precondition(
        count >= 0 && offset >= 0 && offset + count <= capacity,
        "allToAll: \(count) floats at \(offset) of \(capacity) to \(name)")
    }
  }
}
