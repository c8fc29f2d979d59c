import Engine
import Lockstep
import TestSupport
import Testing

@testable import Training

/// The times of whole runs, against those that the reports of their epochs have.
@Suite("the times of a run")
struct RunTimesTests {
  /// Collects what reporters are given.
  private final class Collector: LoopTimesReporter {
    var epochs: [EpochReport] = []
    var last: EpochTimes?
    var lastStepCount = 0

    func epochEnded(_ report: EpochReport, of run: RunContext) { epochs.append(report) }
    func loopEnded(_ times: EpochTimes, stepCount: Int) {
      (last, lastStepCount) = (times, stepCount)
    }
  }

  private func trainer(
    _ collector: Collector, callbacks: [any Callback] = [], samples: Samples? = nil,
    epochs: Int = 3
  ) throws -> Trainer {
    let data = TrainingData(
      [samples ?? SmallProblem.samples(25)], [try SmallProblem.oneHot(25)])
    return try Trainer(
      SmallProblem.model(), on: data, options: TrainingOptions(epochs: epochs, batchSize: 10),
      progress: TrainingProgress(), validation: SmallProblem.data(9), callbacks: callbacks,
      reporters: [collector], in: .solo)
  }

  @Test("add up to the wall time, with what comes between epochs and after them")
  func wallTime() throws {
    let collector = Collector()
    // Pauses before an epoch, after it, and after the training.
    let pause = Duration.milliseconds(30)
    func wait() {
      let clock = ContinuousClock()
      let end = clock.now + pause
      while clock.now < end {}
    }
    let sleeper = LambdaCallback(
      epochBegan: { _, _ in wait() }, epochEnded: { _, _ in wait() },
      trainingEnded: { _ in wait() })
    let trainer = try trainer(collector, callbacks: [sleeper])
    let start = MonotonicClock.nanoseconds
    _ = try trainer.train()
    let wall = MonotonicClock.seconds(since: start)
    let last = try #require(collector.last)
    let times = try collector.epochs.map { try #require($0.times).ranks[0] } + [last.ranks[0]]
    let sum = times.reduce(0) { $0 + $1.total }
    let known = collector.epochs.reduce(0) {
      $0 + $1.duration.seconds + ($1.validationDuration?.seconds ?? 0)
    }
    #expect(sum <= wall)
    // Microseconds, for the rounding of sums.
    #expect(sum + 1e-6 >= known + 7 * pause.seconds)
    #expect(times.reduce(0) { $0 + $1.between } + 1e-6 >= 7 * pause.seconds)
    #expect(times.dropLast().allSatisfy { $0.validation > 0 })
    #expect(collector.lastStepCount == 0)
  }

  @Test("are reported too where an error that every rank has ends the run")
  func errors() throws {
    let collector = Collector()
    var rows = (0..<25).map { Array(SmallProblem.samples(25)[$0]) }
    rows[24][0] = .nan
    let trainer = try trainer(collector, samples: Samples(rows))
    #expect(throws: TrainingError.self) { _ = try trainer.train() }
    #expect(collector.epochs.isEmpty)
    #expect(try #require(collector.last).ranks[0].total > 0)
  }
}
