import TestSupport
import Testing

/// The exchange by messages on ranks of this machine that are taken for ranks of several hosts;
/// what is checked stands in `ParallelExercises`.
@Suite("OrderedExchange")
struct OrderedExchangeTests {
  private func exercise(_ hosts: [Int], seed: Int) throws -> JobResult {
    // Every rank leaves a file with its process number where it runs.
    try withTemporaryDirectory { folder in
      try Job.mpirun(
        hosts.count, "ParallelExercises",
        ["exchange", "\(seed)", hosts.map { "\($0)" }.joined(separator: ",")], directory: folder)
    }
  }

  /// One host; hosts with as many ranks, consecutive and not; uneven ones; one rank a host.
  @Test(arguments: [
    [0, 0], [0, 1], [0, 0, 1], [0, 0, 0, 0], [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 2, 3],
    [3, 3, 3, 3, 1], [0, 0, 1, 1, 2, 2], [0, 0, 0, 1, 1, 2, 1], [0, 1, 2, 3, 0, 1, 2, 3],
    [0, 1, 2, 3, 4, 5, 6, 7],
  ])
  func sumsInTheTreesOrderInEveryStep(hosts: [Int]) throws {
    let result = try exercise(hosts, seed: hosts.count + hosts.reduce(0, +))
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput == "exchange is over\n", "\(result)")
  }

  /// The exercise's judge is not blind.
  @Test(arguments: [[0, 0], [0, 1], [0, 1, 0, 1]])
  func aWrongNumberIsSeen(hosts: [Int]) throws {
    let result = try exercise(hosts, seed: -hosts.count)
    #expect(result.exitCode == 3, "\(result)")
    #expect(result.standardError.contains("the sum of element 0 is"), "\(result)")
  }
}
