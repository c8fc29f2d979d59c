import CMPI

/// Messages that are under way while their ranks do something else (`MPI_Isend`, `MPI_Irecv`).
///
/// Open MPI moves them only while some call of MPI runs: call `progress()` now and then. Two
/// messages from one rank to another with one tag are received in the order in which they were
/// sent and their receives were started. Not collective. An error leaves messages under way; the
/// job is then to end.
@safe
public final class Transfers {
  private let handle: cmpi_transfers
  /// Keeps MPI's handle valid.
  private let communicator: Communicator
  private let capacity: Int

  /// Room for so many messages at once between the ranks of a communicator.
  ///
  /// - Throws: `MPIError` where memory is missing.
  public init(on communicator: Communicator, capacity: Int) throws {
    precondition(capacity >= 0 && capacity <= Int(Int32.max), "\(capacity) messages at once")
    guard let made = unsafe cmpi_transfers_make(communicator.handle, Int32(capacity)) else {
      throw MPIError(function: "malloc", code: -1, text: "no memory for \(capacity) messages")
    }
    unsafe handle = made
    self.communicator = communicator
    self.capacity = capacity
  }

  deinit { unsafe cmpi_transfers_free(handle) }

  /// The messages that were started and are not known to be done.
  public var pendingCount: Int { Int(unsafe cmpi_transfers_pending(handle)) }

  /// The messages that were started since the last `clear()`.
  public var count: Int { Int(unsafe cmpi_transfers_count(handle)) }
}

@available(*, unavailable)
extension Transfers: Sendable {}

// MARK: - Starting

extension Transfers {
  /// Starts sending floats to a rank (`MPI_Isend`).
  ///
  /// - Precondition: There is room for one more message; the memory stays as it is until the
  ///   message is done.
  /// - Returns: the message's place.
  /// - Throws: `MPIError` with what MPI said.
  @discardableResult
  public func send(
    _ floats: UnsafeBufferPointer<Float>, to rank: Int, tag: Int
  ) throws(MPIError) -> Int {
    let place = nextPlace()
    let code = unsafe cmpi_transfers_send(
      handle, floats.baseAddress, floats.count, communicator.cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Isend")
    return place
  }

  /// Starts receiving a message of exactly as many floats as there is memory (`MPI_Irecv`).
  ///
  /// - Precondition: There is room for one more message; nobody looks at the memory until the
  ///   message is done.
  /// - Returns: the message's place.
  /// - Throws: `MPIError` with what MPI said.
  @discardableResult
  public func receive(
    into floats: UnsafeMutableBufferPointer<Float>, from rank: Int, tag: Int
  ) throws(MPIError) -> Int {
    let place = nextPlace()
    let code = unsafe cmpi_transfers_receive(
      handle, floats.baseAddress, floats.count, communicator.cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Irecv")
    return place
  }

  private func nextPlace() -> Int {
    let place = count
    precondition(place < capacity, "message \(place) of at most \(capacity)")
    return place
  }
}

// MARK: - Going on

extension Transfers {
  /// Moves messages as far as is possible at once (`MPI_Testsome`).
  ///
  /// - Throws: `MPIError` with what MPI said, also when a message was longer or shorter.
  public func progress() throws(MPIError) {
    try MPIError.check(unsafe cmpi_transfers_progress(handle), "MPI_Testsome")
  }

  /// Returns when a message is done (`MPI_Waitsome`).
  ///
  /// - Precondition: The message was started since the last `clear()`.
  /// - Throws: `MPIError` with what MPI said, also when a message was longer or shorter.
  public func wait(for place: Int) throws(MPIError) {
    precondition((0..<count).contains(place), "message \(place) of \(count)")
    while unsafe cmpi_transfers_is_done(handle, Int32(place)) == 0 {
      try MPIError.check(unsafe cmpi_transfers_wait(handle), "MPI_Waitsome")
    }
  }

  /// Returns when all messages are done, and forgets them (`MPI_Waitsome`).
  ///
  /// - Throws: `MPIError` with what MPI said, also when a message was longer or shorter.
  public func waitForAll() throws(MPIError) {
    while pendingCount > 0 {
      try MPIError.check(unsafe cmpi_transfers_wait(handle), "MPI_Waitsome")
    }
    unsafe cmpi_transfers_clear(handle)
  }

  /// Moves messages until a number in shared memory, which only grows, is large enough.
  ///
  /// Then this rank also sees what the storing rank wrote before it.
  ///
  /// - Parameters:
  ///   - window: Where the number is stored, with `storeUInt64(_:at:of:)`.
  ///   - byteOffset: Where it lies in its rank's segment.
  ///   - rank: Whose segment.
  ///   - value: What it must reach.
  /// - Throws: `MPIError` with what MPI said, also when a message was longer or shorter.
  public func progress(
    until window: SharedWindow, at byteOffset: Int, of rank: Int, reaches value: UInt64
  ) throws(MPIError) {
    let cell = unsafe window.cell(UInt64.self, at: byteOffset, of: rank)
    try MPIError.check(
      unsafe cmpi_transfers_wait_for_cell(handle, cell, value), "MPI_Testsome")
  }
}
