import CMPI

/// A group of ranks that communicate.
///
/// Every method but `send` and `receive` is collective: all ranks of the group call it, in the same
/// order, with matching arguments. Not `Sendable`: only the thread that started MPI may use a
/// communicator. An error on one rank leaves the others waiting: end the job with
/// `MPIRuntime.abort(exitCode:)`.
@safe
public final class Communicator {
  /// This process's rank in the group, from 0.
  public let rank: Int

  /// The number of ranks in the group.
  public let size: Int

  /// MPI's handle.
  let handle: cmpi_communicator

  /// Whether the handle was created by a split, so that this object frees it.
  private let isOwned: Bool

  init(handle: cmpi_communicator, isOwned: Bool) throws(MPIError) {
    var rank: Int32 = 0
    var size: Int32 = 0
    try MPIError.check(unsafe cmpi_rank(handle, &rank), "MPI_Comm_rank")
    try MPIError.check(unsafe cmpi_size(handle, &size), "MPI_Comm_size")
    self.rank = Int(rank)
    self.size = Int(size)
    unsafe self.handle = unsafe handle
    self.isOwned = isOwned
  }

  deinit {
    // After MPI_Finalize there is nothing left to free, and the call would end the process.
    if isOwned && cmpi_is_running() == 1 { _ = unsafe cmpi_free(handle) }
  }

  /// The name of the host that this process runs on.
  public static var hostName: String {
    unsafe textFromC { text in unsafe cmpi_host_name(text) }
  }
}

@available(*, unavailable)
extension Communicator: Sendable {}

extension Communicator {
  /// Returns the ranks of this rank's host, in this group's order (`MPI_Comm_split_type`).
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func splitByHost() throws -> Communicator {
    let function = "MPI_Comm_split_type"
    var host: cmpi_communicator? = nil
    try MPIError.check(unsafe cmpi_split_host(handle, &host), function)
    guard let host = unsafe host else {
      throw MPIError(function: function, code: -1, text: "no communicator was made")
    }
    return try unsafe Communicator(handle: host, isOwned: true)
  }

  /// Returns the ranks that passed the same color, ordered by their keys (`MPI_Comm_split`).
  ///
  /// - Parameters:
  ///   - color: The part that this rank joins; negative for none.
  ///   - key: The sort key inside the part; equal keys keep this group's order.
  /// - Returns: The part, or `nil` for a negative color.
  /// - Throws: `MPIError` with MPI's message.
  public func split(color: Int, key: Int) throws -> Communicator? {
    precondition(Int32(exactly: color) != nil, "color \(color) does not fit in 32 bits")
    precondition(Int32(exactly: key) != nil, "key \(key) does not fit in 32 bits")
    var part: cmpi_communicator? = nil
    try MPIError.check(unsafe cmpi_split(handle, Int32(color), Int32(key), &part), "MPI_Comm_split")
    guard let part = unsafe part else { return nil }
    return try unsafe Communicator(handle: part, isOwned: true)
  }

  /// Waits until every rank of the group has reached the barrier (`MPI_Barrier`).
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func barrier() throws {
    try MPIError.check(unsafe cmpi_barrier(handle), "MPI_Barrier")
  }

  /// Returns a rank as a C `int`; one that does not fit is out of every group's range.
  func cRank(_ rank: Int) -> Int32 { Int32(exactly: rank) ?? -1000 }
}
