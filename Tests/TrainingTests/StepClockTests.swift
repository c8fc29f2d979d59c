import Engine
import Testing

@testable import Training

@Suite("StepClock")
struct StepClockTests {
  @Test("loses no time: what is taken adds up to what has passed")
  func sums() {
    let before = MonotonicClock.nanoseconds
    var clock = StepClock()
    clock.restart()
    let inside = MonotonicClock.nanoseconds
    var sum: UInt64 = 0
    func take() {
      sum += (clock.work + clock.waits).reduce(0, +)
      clock.clear()
    }
    for epoch in 0..<3 {
      clock.beginSteps()
      for step in 1...4 {
        clock.begin(step: 4 * epoch + step)
        for part in StepClock.Part.allCases where part != .validation && part != .checkpoint {
          clock.end(part)
        }
      }
      #expect(clock.steps.map(\.number) == (1...4).map { 4 * epoch + $0 })
      clock.end(.validation)
      clock.end(.checkpoint)
      take()
    }
    let last = MonotonicClock.nanoseconds
    clock.end(.between)
    take()
    let after = MonotonicClock.nanoseconds
    #expect(sum >= last - inside && sum <= after - before)
  }

  @Test("counts no time before an epoch's steps to the first of them")
  func beginning() throws {
    var clock = StepClock()
    clock.restart(at: MonotonicClock.nanoseconds - 5_000_000_000)
    clock.beginSteps()
    clock.begin(step: 1)
    clock.end(.between)
    clock.end(.publish)
    let step = try #require(clock.steps.first)
    #expect(step.total < 5_000_000)
    #expect(clock.work[StepClock.Part.between.rawValue] >= 5_000_000_000)
  }
}
