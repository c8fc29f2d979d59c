import MPI
import Parallel
import Testing

@Suite("Stall")
struct StallTests {
  private static let advice =
    "; resume from the last checkpoint, or give more time (LOCKSTEP_TIMEOUT, 0 for no limit)"

  private func message(
    _ activities: [Activity], waiting: Set<Int>, culprits: [Int], stopped: Set<Int> = [],
    hostCount: Int = 1, ranks: [Int]? = nil
  ) -> String {
    let states = activities.enumerated().map { rank, activity in
      ReportedState(
        count: 7, activity: activity.rawValue, step: 37, isWaiting: waiting.contains(rank),
        expectsLongWaits: false, lookCount: 0, process: Int32(100 + rank))
    }
    return Stall(
      silence: .seconds(300), states: states, culprits: culprits,
      stopped: states.indices.map(stopped.contains), hostCount: hostCount
    ).message(host: "alpha", ranks: ranks ?? Array(states.indices))
  }

  @Test("names the rank that the others wait for, by its number in the job")
  func culprit() {
    let line = message(
      [.meeting, .backward, .meeting], waiting: [0, 2], culprits: [1], ranks: [3, 4, 5])
    #expect(
      line == "no progress on alpha for 5 min: rank 4 (process 101) hangs in the backward pass of "
        + "step 37; 2 other ranks wait" + Self.advice)
  }

  @Test("says that a process is stopped")
  func stopped() {
    let line = message([.meeting, .gathering], waiting: [1], culprits: [0], stopped: [0])
    #expect(
      line == "no progress on alpha for 5 min: rank 0 (process 100) is stopped in the exchange of "
        + "step 37; 1 other rank waits" + Self.advice)
  }

  @Test("names at most three")
  func many() {
    let line = message(
      [Activity](repeating: .forward, count: 5), waiting: [], culprits: [0, 1, 2, 3, 4])
    let one = "hangs in the forward pass of step 37"
    #expect(
      line == "no progress on alpha for 5 min: rank 0 (process 100) \(one), rank 1 (process 101) "
        + "\(one), rank 2 (process 102) \(one) and 2 more" + Self.advice)
  }

  @Test("says what the others do when all wait")
  func allWait() {
    let two = [Activity](repeating: .meeting, count: 2)
    #expect(
      message(two, waiting: [0, 1], culprits: [], hostCount: 2)
        == "no progress on alpha for 5 min: its 2 ranks wait for other hosts in the exchange of "
        + "step 37" + Self.advice)
    #expect(
      message(two, waiting: [0, 1], culprits: []).contains("its 2 ranks wait for one another in"))
    #expect(
      message([.starting], waiting: [0], culprits: [], ranks: [6])
        .contains("rank 6 (process 100) waits for other ranks while MPI starts"))
  }

  /// A message must describe every activity.
  @Test("describes every activity", arguments: Activity.allCases)
  func description(activity: Activity) {
    let line = message([activity], waiting: [], culprits: [0])
    #expect(!line.contains("somewhere"), "\(line)")
    #expect(!line.contains("\n"))
    let others = Activity.allCases.filter { $0 != activity }
      .map { message([$0], waiting: [], culprits: [0]) }
    #expect(!others.contains(line), "\(activity) is told as another")
  }
}
