/// Work that one rank does for others, or each its part.
///
/// An error ends the call on all of them, since a program may catch it and go on: on the rank that
/// works it is the error itself, on the others `ParallelError.onWorkingRank` with its text.
extension ProcessGroup {
  /// Returns the bytes that rank 0 computes, on every rank; collective.
  package func fromFirst(_ compute: () throws -> [UInt8]) throws -> [UInt8] {
    let result = isFirst ? Result { try compute() } : nil
    expectWorkOnFirst()
    let bytes = try outcome(of: result, on: 0) { try broadcast(&$0) }
    resumeTogether()
    return bytes
  }

  /// Calls `body` on rank 0, while the others wait; collective.
  package func onFirst(_ body: () throws -> Void) throws {
    let result = isFirst ? Result { try body() } : nil
    try waitForFirst()
    _ = try fromFirst {
      try result?.get()
      return []
    }
  }

  /// Waits for rank 0; collective.
  package func waitForFirst() throws {
    expectWorkOnFirst()
    try hostBarrier()
    try worldBarrier()
    resumeTogether()
  }

  /// Returns the bytes that the host's first rank computes, on every rank of the host; collective
  /// on the host.
  package func fromFirstOfHost(_ compute: () throws -> [UInt8]) throws -> [UInt8] {
    let result = hostRank == 0 ? Result { try compute() } : nil
    let first = hostIndices.firstIndex(of: hostIndex) ?? 0
    return try outcome(of: result, on: first) { try broadcastOnHost(&$0) }
  }

  /// Calls `body` on the host's first rank, while the others wait; collective on the host.
  package func onFirstOfHost(_ body: () throws -> Void) throws {
    let result = hostRank == 0 ? Result { try body() } : nil
    try hostBarrier()
    _ = try fromFirstOfHost {
      try result?.get()
      return []
    }
  }

  /// Returns this rank's own result where every rank has one; collective.
  ///
  /// - Throws: On a rank that failed its error, on the others that of the first rank that did.
  package func together<Value>(_ result: Result<Value, any Error>) throws -> Value {
    var failure: (any Error)?
    if case .failure(let error) = result { failure = error }
    let flags = try allGather([failure == nil ? 0 : 1])
    guard let rank = flags.firstIndex(of: [1]) else { return try result.get() }
    var message: [UInt8] = []
    try collect(Array((failure.map { "\($0)" } ?? "").utf8)) { if $0 == rank { message = $1 } }
    try broadcast(&message)
    if let failure { throw failure }
    throw ParallelError.onWorkingRank(rank, error: String(decoding: message, as: UTF8.self))
  }

  /// Returns the bytes of a rank, of which the others know nothing yet.
  private func outcome(
    of result: Result<[UInt8], any Error>?, on rank: Int,
    _ broadcast: (inout [UInt8]) throws -> Void
  ) throws -> [UInt8] {
    // The first byte tells whether an error's text follows.
    var message: [UInt8] =
      switch result {
      case .success(let bytes): [0] + bytes
      case .failure(let error): [1] + Array("\(error)".utf8)
      case nil: []
      }
    try broadcast(&message)
    if let result { return try result.get() }
    let bytes = Array(message.dropFirst())
    guard message.first == 0 else {
      throw ParallelError.onWorkingRank(rank, error: String(decoding: bytes, as: UTF8.self))
    }
    return bytes
  }
}
