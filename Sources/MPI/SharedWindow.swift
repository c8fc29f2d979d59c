import CMPI

/// Memory that the ranks of one host share (`MPI_Win_allocate_shared`).
///
/// Each rank contributes a segment, and all ranks may read and write all segments; the caller
/// orders the accesses with `sync()` and a barrier. Segments are aligned to 64 bytes and initially
/// zero. The window stays locked by all ranks (`MPI_Win_lock_all`) until `close()`.
@safe
public final class SharedWindow {
  private var handle: cmpi_window?
  private var segments: [UnsafeMutableRawBufferPointer] = unsafe []

  /// Allocates the window; collective over the host's ranks.
  ///
  /// - Parameters:
  ///   - byteCount: The size of this rank's segment; it may be zero, and differ between ranks.
  ///   - host: The ranks of one host, from `Communicator.splitByHost()`.
  /// - Throws: `SharedMemoryError` on every rank of the host when its shared-memory directory has
  ///   too little space; `FileSizeLimitError`; `MPIError` with MPI's message.
  public init(byteCount: Int, on host: Communicator) throws {
    precondition(byteCount >= 0, "a window of \(byteCount) bytes")
    var counts = [Int](repeating: 0, count: host.size)
    counts[host.rank] = byteCount
    try host.allReduceSum(&counts)
    // Open MPI 4.1 puts its own header in front of the first segment and aligns to 8 bytes only.
    // The mapping starts on a page in every process, so rounding up gives the same offset in all.
    let paddedCounts = counts.map { $0 == 0 ? 0 : $0 + Self.alignment }
    try Self.checkRoom(for: paddedCounts, on: host)

    var made: cmpi_window? = nil
    let code = unsafe cmpi_window_allocate(host.handle, paddedCounts[host.rank], &made)
    if code != 0 { throw Self.refusal(code, paddedCounts, host) }
    unsafe handle = unsafe made
    for rank in 0..<host.size {
      var base: UnsafeMutableRawPointer?
      try MPIError.check(unsafe cmpi_window_base(made, rank32(rank), &base), "MPI_Win_shared_query")
      let aligned = unsafe base?.alignedUp(toMultipleOf: Self.alignment)
      unsafe segments.append(
        UnsafeMutableRawBufferPointer(start: aligned, count: aligned == nil ? 0 : counts[rank]))
    }
    // The owner touches its pages first: they are allocated now, on its NUMA node. Others may have
    // taken the room since it was looked at.
    let isReserved =
      unsafe segments[host.rank].baseAddress.map { unsafe cmpi_zero($0, byteCount) == 0 } ?? true
    var isMissing = [isReserved ? 0 : 1]
    try host.allReduceMax(&isMissing)
    guard isMissing[0] == 0 else {
      let error = SharedMemoryError(shortageOf: paddedCounts)
      try close()
      throw error
    }
    try sync()
    try host.barrier()
    try sync()
  }

  /// Returns a rank's segment, mapped into this process.
  ///
  /// - Precondition: The window is open, and `rank` is a rank of the host.
  /// - Parameter rank: A rank of the communicator of the window.
  /// - Returns: The segment, valid until `close()`.
  public func segment(of rank: Int) -> UnsafeMutableRawBufferPointer {
    let rankCount = unsafe segments.count
    precondition((0..<rankCount).contains(rank), "segment of rank \(rank) of \(rankCount)")
    return unsafe segments[rank]
  }

  /// Makes this rank's writes visible to others, and theirs to this one (`MPI_Win_sync`).
  ///
  /// Call it before and after the barrier between writes and reads.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func sync() throws {
    guard let handle = unsafe handle else { preconditionFailure("sync of a closed window") }
    try MPIError.check(unsafe cmpi_window_sync(handle), "MPI_Win_sync")
  }

  /// Frees the memory; collective, once, before MPI ends.
  ///
  /// A window that is never closed exists until the process ends.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func close() throws {
    guard let open = unsafe handle else { return }
    unsafe handle = nil
    unsafe segments = []
    try MPIError.check(unsafe cmpi_window_free(open), "MPI_Win_free")
  }

  private static var alignment: Int { 64 }
}

@available(*, unavailable)
extension SharedWindow: Sendable {}

/// Returns a rank as a C `int`.
private func rank32(_ rank: Int) -> Int32 { Int32(truncatingIfNeeded: rank) }
