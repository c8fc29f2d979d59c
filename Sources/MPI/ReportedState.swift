import CMPI

/// The last report of a rank.
package struct ReportedState: Sendable, Equatable {
  /// The number of reports, which increases while the rank makes progress.
  package var count: UInt64
  /// The activity, a number defined by the caller.
  package var activity: UInt8
  /// The step.
  package var step: Int
  /// Whether the rank is inside a call of this module that waits for other ranks.
  package var isWaiting: Bool
  /// Whether such a wait may take long, because of work that another rank does for all.
  package var expectsLongWaits: Bool
  /// The number of checks of its watchdog thread, which increases while the process runs.
  package var lookCount: UInt64
  /// The process ID, or zero before it is known.
  package var process: Int32

  /// Creates a state.
  package init(
    count: UInt64, activity: UInt8, step: Int, isWaiting: Bool, expectsLongWaits: Bool,
    lookCount: UInt64, process: Int32
  ) {
    self.count = count
    self.activity = activity
    self.step = step
    self.isWaiting = isWaiting
    self.expectsLongWaits = expectsLongWaits
    self.lookCount = lookCount
    self.process = process
  }

  private init(_ cell: cmpi_heartbeat) {
    self.init(
      count: cell.count,
      activity: UInt8(truncatingIfNeeded: cell.state >> UInt64(cmpi_heartbeat_activity_shift)),
      step: Int(cell.state >> UInt64(cmpi_heartbeat_step_shift)),
      isWaiting: cell.state & UInt64(cmpi_heartbeat_waits) != 0,
      expectsLongWaits: cell.state & UInt64(cmpi_heartbeat_expects_long_waits) != 0,
      lookCount: cell.look_count, process: cell.process)
  }
}

// MARK: - Reporting

extension ReportedState {
  /// Reports the activity of this process; for the thread that calls MPI.
  ///
  /// It takes a few nanoseconds. Without a step the last one is kept.
  package static func report(activity: UInt8, step: Int? = nil) {
    if let step {
      cmpi_heartbeat_report_step(activity, UInt64(max(step, 0)))
    } else {
      cmpi_heartbeat_report(activity)
    }
  }

  /// Sets whether this process's waits may take long; for the thread that calls MPI.
  package static func report(expectsLongWaits: Bool) {
    cmpi_heartbeat_expect_long_waits(expectsLongWaits ? 1 : 0)
  }

  /// Reports progress without a new state; for any thread.
  package static func reportProgress() { cmpi_heartbeat_tick() }
}

// MARK: - Watching

extension ReportedState {
  /// Returns the last report of each rank of the host; only this process's where no memory is
  /// shared.
  ///
  /// It counts as a check of this process; `capacity` is the greatest number of ranks to read.
  package static func look(capacity: Int) -> [ReportedState] {
    var cells = [cmpi_heartbeat](repeating: cmpi_heartbeat(), count: max(capacity, 1))
    let count = unsafe cells.withUnsafeMutableBufferPointer {
      unsafe cmpi_heartbeats_look($0.baseAddress, Int32(clamping: $0.count))
    }
    return cells.prefix(Int(count)).map(ReportedState.init)
  }

  /// Claims the right to report for the host; true for exactly one caller of the host.
  package static func claimReporter() -> Bool { cmpi_heartbeats_claim() == 1 }
}
