import Lockstep
import Testing

@Suite("CheckpointSchedule")
struct CheckpointScheduleTests {
  @Test(
    "reads steps and times",
    arguments: [
      ("1", CheckpointSchedule.Interval.steps(1)), ("500", .steps(500)),
      ("90s", .time(.seconds(90))), ("10m", .time(.seconds(600))), ("1.5h", .time(.seconds(5_400))),
    ])
  func intervals(word: String, expected: CheckpointSchedule.Interval) {
    #expect(CheckpointSchedule.Interval(word) == expected)
  }

  @Test("refuses other text", arguments: ["", "0", "-3", "m", "0m", "ten", "5d", "nans", "infh"])
  func otherWords(word: String) {
    #expect(CheckpointSchedule.Interval(word) == nil)
  }
}
