import Engine
import MPI

extension ProcessGroup {
  /// Synchronises all ranks at a collective call, and checks that all make the same call with the
  /// same facts.
  ///
  /// A rank that makes another call, or has reached the end of the program, is named at once.
  /// Unreferenced shared memory is freed as well.
  ///
  /// - Parameters:
  ///   - call: The call that the program made: `fit`.
  ///   - facts: Names and values to compare, in the same order on every rank.
  /// - Throws: `ParallelError.differentCalls` or `.disagreement` on rank 0.
  package func enter(
    _ call: String, comparing facts: [(what: String, value: String)] = []
  ) throws {
    guard host != nil else { return }
    guard !callbacks.isSet else { throw ParallelError.inCallback(call) }
    // Ranks that wait in MPI poll; in the host's barrier they yield their cores to ranks that
    // compute.
    try hostBarrier()
    try agree(on: [(Self.callFact, call)] + facts)
    try releaseUnusedMemory()
  }

  /// The name of the fact that compares the calls themselves.
  private static let callFact = "calls"

  /// Checks that all ranks have the same facts; the first difference is an error on rank 0.
  ///
  /// - Parameter facts: Names and values to compare, equally many on every rank.
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
