import MPI

extension ProcessGroup {
  /// Synchronises all ranks at a call that every one of them must make, and checks that all make
  /// the same one, with the same facts.
  ///
  /// A rank that makes another call, or has come to the end of the program, is named at once.
  /// Shared memory to which nobody refers any more is given back on the way.
  ///
  /// - Parameters:
  ///   - call: What the caller's program called: `fit`.
  ///   - facts: What is compared and its value, in the same order on every rank.
  /// - Throws: `ParallelError.differentCalls` or `.disagreement` on rank 0.
  package func enter(
    _ call: String, comparing facts: [(what: String, value: String)] = []
  ) throws {
    guard host != nil else { return }
    // Ranks that wait in MPI poll; in the host's barrier they leave their cores to those that work.
    try hostBarrier()
    try agree(on: [(Self.callFact, call)] + facts)
    try releaseUnusedMemory()
  }

  /// What the calls themselves are compared as.
  private static let callFact = "calls"

  /// Checks that every rank was given the same: the first difference is an error on rank 0.
  ///
  /// - Parameter facts: What is compared and its value, the same number of them on every rank.
  /// - Throws: `ParallelError.disagreement` on rank 0.
  package func agree(on facts: [(what: String, value: String)]) throws {
    guard let world else { return }
    let own = Array(facts.map(\.value).joined(separator: "\u{0}").utf8)
    guard let all = try unsafe own.withUnsafeBytes({ try unsafe world.gather($0, to: 0) }) else {
      return
    }
    for (rank, bytes) in all.enumerated() where bytes != own {
      let values = bytes.split(separator: 0, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      for (fact, value) in zip(facts, values) where fact.value != value {
        guard fact.what != Self.callFact else {
          throw ParallelError.differentCalls(rank: rank, found: value, expected: fact.value)
        }
        throw ParallelError.disagreement(
          what: fact.what, rank: rank, found: value, expected: fact.value)
      }
    }
  }
}
