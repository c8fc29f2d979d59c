import Foundation
import TestSupport
import Testing

/// A process alone never has this exchange: it takes ranks, whose results the exercise compares.
@Suite("AllReduceExchange")
struct AllReduceExchangeTests {
  @Test(
    "sums every block of every rank, on each rank the whole gradient",
    arguments: [(2, nil), (3, nil), (5, nil), (8, nil), (4, 2), (3, 1)] as [(Int, Int?)])
  func sums(ranks: Int, perHost: Int?) throws {
    try withTemporaryDirectory { folder in
      let result = try Job.mpirun(
        ranks, "ParallelExercises", ["all-reduce"],
        environment: perHost.map { ["LOCKSTEP_RANKS_PER_HOST": "\($0)"] } ?? [:],
        directory: folder)
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardOutput.contains("all-reduce is over"), "\(result)")
    }
  }
}
