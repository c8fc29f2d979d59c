import CMPI

extension Communicator {
  /// Copies the root's bytes to all ranks (`MPI_Bcast`).
  ///
  /// - Parameters:
  ///   - bytes: The buffer, of the same size on every rank.
  ///   - root: The rank that the bytes are copied from.
  /// - Throws: `MPIError` with MPI's message, for example for a root out of range.
  public func broadcast(_ bytes: UnsafeMutableRawBufferPointer, from root: Int) throws {
    try MPIError.check(
      unsafe cmpi_broadcast(handle, bytes.baseAddress, bytes.count, cRank(root)), "MPI_Bcast")
  }

  /// Replaces every rank's array by the root's, of any count (`MPI_Bcast`, twice).
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func broadcast(_ bytes: inout [UInt8], from root: Int) throws {
    var count = bytes.count
    try unsafe withUnsafeMutableBytes(of: &count) { try unsafe broadcast($0, from: root) }
    if rank != root { bytes = [UInt8](repeating: 0, count: count) }
    try unsafe bytes.withUnsafeMutableBytes { try unsafe broadcast($0, from: root) }
  }

  /// Gathers each rank's bytes on the root (`MPI_Gather` for the counts, then messages).
  ///
  /// - Parameters:
  ///   - bytes: This rank's bytes, of any count.
  ///   - root: The rank that receives them.
  /// - Returns: The bytes of each rank, by rank, on the root; `nil` on the others.
  /// - Throws: `MPIError` with MPI's message.
  public func gather(_ bytes: UnsafeRawBufferPointer, to root: Int) throws -> [[UInt8]]? {
    var counts = [Int64](repeating: 0, count: rank == root ? size : 0)
    let code = unsafe counts.withUnsafeMutableBufferPointer {
      unsafe cmpi_gather_counts(handle, Int64(bytes.count), $0.baseAddress, cRank(root))
    }
    try MPIError.check(code, "MPI_Gather")
    let tag = Int(cmpi_first_reserved_tag()) + 1
    guard rank == root else {
      if bytes.count > 0 { try unsafe transmit(bytes, to: root, tag: tag) }
      return nil
    }
    var parts: [[UInt8]] = []
    parts.reserveCapacity(size)
    for sender in 0..<size {
      var part = [UInt8](repeating: 0, count: Int(counts[sender]))
      if sender == rank {
        unsafe part.withUnsafeMutableBytes { unsafe $0.copyMemory(from: bytes) }
      } else if !part.isEmpty {
        try unsafe part.withUnsafeMutableBytes { try unsafe accept($0, from: sender, tag: tag) }
      }
      parts.append(part)
    }
    return parts
  }
}
