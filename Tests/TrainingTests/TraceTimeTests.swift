import Engine
import FileFormats
import Testing

@testable import Training

@Suite("times and events of a trace")
struct TraceTimeTests {
  /// The clock of another host may count from another day, and drift.
  @Test func bringsAnotherClockToRankZeros() {
    let start: UInt64 = 5_000_000_000
    let ahead: Int64 = -3_000_000_000
    let time = TraceTime(
      origin: start,
      first: TraceTime.Reading(time: 2_000_000_000, offset: ahead, uncertainty: 0),
      last: TraceTime.Reading(time: 3_000_000_000, offset: ahead + 1_000, uncertainty: 0))
    #expect(time(2_000_000_000) == 0)
    #expect(time(2_500_000_000) == 500_000_000 - 500)
    #expect(time(3_000_000_000) == 1_000_000_000 - 1_000)
    #expect(time(1_999_000_000) == -1_000_000 + 1)
    let same = TraceTime.Reading(time: start, offset: 0, uncertainty: 0)
    #expect(TraceTime(origin: start, first: same, last: same)(start + 7) == 7)
  }

  @Test func writesEachSpanAsACompleteEvent() throws {
    let same = TraceTime.Reading(time: 1_000, offset: 0, uncertainty: 0)
    let events = TraceEvents(
      rank: 3, hostName: "no\"de", layerNames: ["a\n\"b\""],
      time: TraceTime(origin: 1_000, first: same, last: same))
    let text = events.text(
      steps: [
        TimeSpan(kind: .forward, index: 0, step: 9, start: 2_100, end: 2_150),
        TimeSpan(kind: .phase, index: 2, step: 9, start: 2_100, end: 2_500),
      ],
      writes: [TimeSpan(kind: .write, index: 4, step: 9, start: 3_000_001, end: 4_000_001)])
    let array =
      try JSON(parsing: Array("[".utf8) + text.dropLast(2) + Array("]".utf8)).arrayValue ?? []
    let complete = array.filter { $0["ph"] == "X" }
    #expect(complete.map { $0["name"]?.stringValue } == ["forward", "a\n\"b\"", "read back"])
    #expect(complete.map { $0["ts"]?.numberValue } == [1.1, 1.1, 2_999.001])
    #expect(complete.map { $0["dur"]?.numberValue } == [0.4, 0.05, 1_000])
    #expect(complete.map { $0["tid"]?.integerValue } == [0, 0, 1])
    #expect(complete.allSatisfy { $0["pid"] == 3 && $0["args"]?["step"] == 9 })
    #expect(
      array.first?["args"]?["name"]?.stringValue == "rank 3 on no\"de", "\(array.first ?? nil)")
  }

  @Test func aTimelineDropsWhatFindsNoRoom() {
    let timeline = Timeline(capacity: 2)
    for index in 0..<5 { timeline.add(.wait, index, from: 1, to: 2) }
    #expect(timeline.spans.map(\.index) == [0, 1])
    #expect(timeline.droppedCount == 3)
    timeline.isRecording = false
    timeline.add(.wait, from: 1, to: 2)
    #expect(timeline.droppedCount == 3)
  }

  @Test func aStepsClockSumsItsParts() {
    var clock = StepClock()
    clock.restart(at: MonotonicClock.nanoseconds)
    for step in 1...3 {
      clock.begin(step: step)
      for part in StepClock.Part.allCases { _ = clock.end(part) }
    }
    #expect(clock.steps.map(\.number) == [1, 2, 3])
    #expect(clock.work.reduce(0, +) > 0)
    #expect(clock.waits.allSatisfy { $0 == 0 })
    clock.restart(at: MonotonicClock.nanoseconds + 1_000_000_000)
    let (start, end) = clock.end(.between)
    #expect(start > end, "the common start is yet to come")
    #expect(clock.work[0] == 0)
    #expect(clock.steps.isEmpty)
  }
}
