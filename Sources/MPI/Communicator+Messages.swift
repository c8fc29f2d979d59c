import CMPI

extension Communicator {
  /// Sends bytes to one rank (`MPI_Send`); may block until they are received.
  ///
  /// - Parameters:
  ///   - bytes: The message, as large as the receiver expects.
  ///   - rank: The receiver.
  ///   - tag: The tag that distinguishes messages of the same two ranks, 0 to 31,999.
  /// - Throws: `MPIError` with MPI's message.
  public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int) throws {
    checkTag(tag)
    try unsafe transmit(bytes, to: rank, tag: tag)
  }

  /// Receives one message of exactly the buffer's size (`MPI_Recv`).
  ///
  /// - Parameters:
  ///   - bytes: The destination of the message.
  ///   - rank: The sender.
  ///   - tag: The message's tag, 0 to 31,999.
  /// - Throws: `MPIError` with MPI's message, also when the message has another size.
  public func receive(into bytes: UnsafeMutableRawBufferPointer, from rank: Int, tag: Int) throws {
    checkTag(tag)
    try unsafe accept(bytes, from: rank, tag: tag)
  }

  func transmit(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int) throws(MPIError) {
    let code = unsafe cmpi_send(handle, bytes.baseAddress, bytes.count, cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Send")
  }

  func accept(
    _ bytes: UnsafeMutableRawBufferPointer, from rank: Int, tag: Int
  ) throws(MPIError) {
    let code = unsafe cmpi_receive(handle, bytes.baseAddress, bytes.count, cRank(rank), Int32(tag))
    try MPIError.check(code, "MPI_Recv")
  }

  private func checkTag(_ tag: Int) {
    precondition(
      (0..<Int(cmpi_first_reserved_tag())).contains(tag), "tag \(tag) is not in 0..<32000")
  }
}
