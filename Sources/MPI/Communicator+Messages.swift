import CMPI

extension Communicator {
  /// Sends bytes to one rank (`MPI_Send`); it may wait until they are received.
  ///
  /// - Parameters:
  ///   - bytes: What to send; as many as the receiver expects.
  ///   - rank: The receiver.
  ///   - tag: What tells messages of the same two ranks apart, 0 to 31,999.
  /// - Throws: `MPIError` with what MPI said.
  public func send(_ bytes: UnsafeRawBufferPointer, to rank: Int, tag: Int) throws {
    checkTag(tag)
    try unsafe transmit(bytes, to: rank, tag: tag)
  }

  /// Receives one message of exactly the buffer's size (`MPI_Recv`).
  ///
  /// - Parameters:
  ///   - bytes: Where the message goes.
  ///   - rank: The sender.
  ///   - tag: The message's tag, 0 to 31,999.
  /// - Throws: `MPIError` with what MPI said, also when the message was longer or shorter.
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
