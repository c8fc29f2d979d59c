import CMPI

extension Communicator {
  /// Gathers every rank's part on every rank (`MPI_Allgatherv`).
  ///
  /// The parts are contiguous in `all`, in rank order. Nothing is copied first when `bytes` is this
  /// rank's own part of `all`.
  ///
  /// - Precondition: `bytes` has `byteCounts[rank]` bytes, `byteCounts` one element for each rank,
  ///   and `all` has room for their sum.
  /// - Parameters:
  ///   - bytes: This rank's part.
  ///   - all: The destination of all parts.
  ///   - byteCounts: The size of each rank's part, the same on every rank.
  /// - Throws: `MPIError` with MPI's message.
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
}
