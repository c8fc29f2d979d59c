import CMPI

/// What a rank has last said of itself.
package struct ReportedState: Sendable, Equatable {
  /// The number of reports: it rises while the rank makes progress.
  package var count: UInt64
  /// What it does, a number of the caller's.
  package var activity: UInt8
  /// At which step.
  package var step: Int
  /// Whether it is inside a call of this module that waits for other ranks.
  package var isWaiting: Bool
  /// Whether such a wait may take long, because of work that another rank does for all.
  package var expectsLongWaits: Bool
  /// The looks of its own watching thread: the number rises while the process runs at all.
  package var lookCount: UInt64
  /// The process's number, or zero before it is known.
  package var process: Int32

  /// A state of the given parts.
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
  /// Says what this process does now; for the thread that calls MPI.
  ///
  /// It costs some nanoseconds. Without a step the last one stays.
  package static func report(activity: UInt8, step: Int? = nil) {
    if let step {
      cmpi_heartbeat_report_step(activity, UInt64(max(step, 0)))
    } else {
      cmpi_heartbeat_report(activity)
    }
  }

  /// Says whether this process's waits may take long; for the thread that calls MPI.
  package static func report(expectsLongWaits: Bool) {
    cmpi_heartbeat_expect_long_waits(expectsLongWaits ? 1 : 0)
  }

  /// Says that this process goes on with what it does; for any thread.
  package static func reportProgress() { cmpi_heartbeat_tick() }
}

// MARK: - Watching

extension ReportedState {
  /// What each rank of the host has said, this process's alone where no memory is shared.
  ///
  /// It counts as a look; `capacity` is the most ranks that are read.
  package static func look(capacity: Int) -> [ReportedState] {
    var cells = [cmpi_heartbeat](repeating: cmpi_heartbeat(), count: max(capacity, 1))
    let count = unsafe cells.withUnsafeMutableBufferPointer {
      unsafe cmpi_heartbeats_look($0.baseAddress, Int32(clamping: $0.count))
    }
    return cells.prefix(Int(count)).map(ReportedState.init)
  }

  /// Takes the right to speak for the host; true for exactly one of all callers on it.
  package static func claimReporter() -> Bool { cmpi_heartbeats_claim() == 1 }
}
