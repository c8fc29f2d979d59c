import CMPI

/// Nonblocking messages (`MPI_Isend`, `MPI_Irecv`).
///
/// Open MPI progresses them only inside MPI calls: call `progress()` regularly. Messages from one
/// rank to another with the same tag are matched in the order of their sends and receives. Not
/// collective. An error leaves messages pending; the job must then end.
@safe
public final class Transfers {
  private let handle: cmpi_transfers
  /// Retained to keep MPI's handle valid.
  private let communicator: Communicator
  private let capacity: Int

  /// Creates a set of up to `capacity` messages between the ranks of a communicator.
  ///
  /// - Throws: `MPIError` when memory is exhausted.
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

  /// The number of started messages that are not known to be complete.
  public var pendingCount: Int { Int(unsafe cmpi_transfers_pending(handle)) }

  /// The number of messages started since the last `clear()`.
  public var count: Int { Int(unsafe cmpi_transfers_count(handle)) }
}

@available(*, unavailable)
extension Transfers: Sendable {}

// MARK: - Starting

extension Transfers {
  /// Starts sending floats to a rank (`MPI_Isend`).
  ///
  /// - Precondition: The capacity is not exhausted; the memory is not changed until the message is
  ///   complete.
  /// - Returns: The message's index.
  /// - Throws: `MPIError` with MPI's message.
  @discardableResult
  public func send(
    _ floats: UnsafeBufferPointer<Float>, to rank: Int, tag: Int
  ) throws(MPIError) -> Int {
    let index = nextIndex()
    let code = unsafe cmpi_transfers_send(
      handle, floats.baseAddress, floats.count, communicator.cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Isend")
    return index
  }

  /// Starts receiving a message of exactly the buffer's size (`MPI_Irecv`).
  ///
  /// - Precondition: The capacity is not exhausted; the memory is not accessed until the message is
  ///   complete.
  /// - Returns: The message's index.
  /// - Throws: `MPIError` with MPI's message.
  @discardableResult
  public func receive(
    into floats: UnsafeMutableBufferPointer<Float>, from rank: Int, tag: Int
  ) throws(MPIError) -> Int {
    let index = nextIndex()
    let code = unsafe cmpi_transfers_receive(
      handle, floats.baseAddress, floats.count, communicator.cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Irecv")
    return index
  }

  private func nextIndex() -> Int {
    let index = count
    precondition(index < capacity, "message \(index) of at most \(capacity)")
    return index
  }
}

// MARK: - Completion

extension Transfers {
  /// Progresses messages without waiting (`MPI_Testsome`).
  ///
  /// - Throws: `MPIError` with MPI's message, also when a message has another size.
  public func progress() throws(MPIError) {
    try MPIError.check(unsafe cmpi_transfers_progress(handle), "MPI_Testsome")
  }

  /// Waits for a message (`MPI_Waitsome`).
  ///
  /// - Precondition: The message was started since the last `clear()`.
  /// - Throws: `MPIError` with MPI's message, also when a message has another size.
  public func wait(for index: Int) throws(MPIError) {
    precondition((0..<count).contains(index), "message \(index) of \(count)")
    while unsafe cmpi_transfers_is_done(handle, Int32(index)) == 0 {
      try MPIError.check(unsafe cmpi_transfers_wait(handle), "MPI_Waitsome")
    }
  }

  /// Waits for all messages and clears the set (`MPI_Waitsome`).
  ///
  /// - Throws: `MPIError` with MPI's message, also when a message has another size.
  public func waitForAll() throws(MPIError) {
    while pendingCount > 0 {
      try MPIError.check(unsafe cmpi_transfers_wait(handle), "MPI_Waitsome")
    }
    unsafe cmpi_transfers_clear(handle)
  }

  /// Progresses messages until a number in shared memory, which only increases, reaches a value.
  ///
  /// This rank then also sees what the storing rank wrote before it.
  ///
  /// - Parameters:
  ///   - window: The window of the number, which is stored with `storeUInt64(_:at:of:)`.
  ///   - byteOffset: Its offset in its rank's segment.
  ///   - rank: The rank of the segment.
  ///   - value: The value to reach.
  /// - Throws: `MPIError` with MPI's message, also when a message has another size.
  public func progress(
    until window: SharedWindow, at byteOffset: Int, of rank: Int, reaches value: UInt64
  ) throws(MPIError) {
    let cell = unsafe window.cell(UInt64.self, at: byteOffset, of: rank)
    try MPIError.check(
      unsafe cmpi_transfers_wait_for_cell(handle, cell, value), "MPI_Testsome")
  }
}
