import Parallel

/// A reporter of where the time of a whole run has gone.
protocol LoopTimesReporter: Callback {
  /// Called at the end of the loop, also where an error that every rank has ends it, with the times
  /// since the last epoch's report and the number of steps in them.
  func loopEnded(_ times: EpochTimes, stepCount: Int)
}

extension Trainer {
  /// Takes the times since the last ones that were taken; collective.
  ///
  /// The clock goes on: what comes next belongs to the next epoch, or to the end of the loop.
  func takeTimes() throws -> EpochTimes {
    step.clock.end(.between)
    let clock = step.clock
    step.clock.clear()
    return try group.times(clock)
  }

  /// Gives the reporters the last times; collective.
  func reportLastTimes() throws {
    let stepCount = step.clock.steps.count
    let times = try takeTimes()
    lastTimes = times
    for case let reporter as any LoopTimesReporter in reporters {
      reporter.loopEnded(times, stepCount: stepCount)
    }
  }
}
