import TestSupport
import Testing

/// The public calls, each on 1 to 5 ranks; what is checked stands in `MPIExercises`.
@Suite("Communicator")
struct CommunicatorTests {
  static let exercises = [
    "split", "split-by-host", "broadcast", "gather", "send-receive", "all-gather", "reductions",
    "errors",
  ]

  @Test(arguments: exercises, 1...5)
  func givesEveryRankTheRightResult(exercise: String, rankCount: Int) throws {
    try SharedStart.expectSuccess(of: [exercise], rankCount)
  }

  @Test(arguments: SharedStart.splitMessages, 1...5)
  func splitsLongMessages(exercise: [String], rankCount: Int) throws {
    try SharedStart.expectSuccess(of: exercise, rankCount)
  }

  @Test func refusesMessagesOfAnotherLength() throws {
    try expectSuccess(2, ["lengths"])
  }

  /// A wrong result must be seen: the exercises' own judge is not blind.
  @Test(arguments: [1, 3])
  func aMismatchNamesRankExpectedAndFound(rankCount: Int) throws {
    let result = try Job.mpirun(rankCount, "MPIExercises", ["mismatch"])
    #expect(result.exitCode == 3, "\(result)")
    let line = "rank \(rankCount - 1): element[2]: expected 3, found 4"
    #expect(result.standardError.contains(line), "\(result)")
    #expect(result.standardOutput.isEmpty, "\(result)")
  }
}

/// Expects an exercise to end well on all ranks, with rank 0's one line.
func expectSuccess(
  _ rankCount: Int, _ arguments: [String], environment: [String: String] = [:],
  options: [String] = [], line: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let result = try Job.mpirun(
    rankCount, "MPIExercises", arguments, environment: environment, options: options)
  let ranks = "\(arguments[0]): \(rankCount) ranks"
  #expect(result.exitCode == 0, "\(result)", sourceLocation: sourceLocation)
  #expect(
    result.standardOutput == (line ?? ranks) + "\n", "\(result)", sourceLocation: sourceLocation)
}
