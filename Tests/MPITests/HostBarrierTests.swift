import TestSupport
import Testing

@Suite("HostBarrier")
struct HostBarrierTests {
  @Test(arguments: 1...5)
  func keepsAllRanksInOneRound(rankCount: Int) throws {
    let result = try Job.mpirun(rankCount, "MPIExercises", ["host-barrier", "2000"])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput.hasPrefix("host-barrier: \(rankCount) ranks, "), "\(result)")
  }

  #if os(Linux)
    /// On one core nobody may poll, whatever machine the tests run on.
    @Test(arguments: 2...5)
    func yieldsWhereRanksOutnumberCores(rankCount: Int) throws {
      try expectSuccess(
        rankCount, ["host-barrier", "500"], options: ["taskset", "-c", "0"],
        line: "host-barrier: \(rankCount) ranks, yielding")
    }

    /// Each bound rank sees one core only; together they have two.
    @Test func pollsWhereEveryRankHasACore() throws {
      let script = "exec taskset -c $OMPI_COMM_WORLD_RANK \"$0\" \"$@\""
      try expectSuccess(
        2, ["host-barrier", "500"], options: ["sh", "-c", script],
        line: "host-barrier: 2 ranks, polling")
    }

    /// A rank that is very late finds the others asleep, and wakes them.
    @Test(arguments: [2, 3])
    func wakesSleepers(rankCount: Int) throws {
      try expectSuccess(rankCount, ["late-arrival"])
    }
  #endif
}
