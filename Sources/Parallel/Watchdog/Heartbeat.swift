import MPI

/// The progress reports of this process, for the watchdogs of its host.
///
/// A process has one heartbeat, whatever group it is in. A report is two stores to the rank's own
/// cache line: a few nanoseconds, without allocation. Waits for other ranks are reported by every
/// waiting call of the module `MPI`.
package enum Heartbeat {
  /// Reports the activity of this process; for the thread that trains.
  ///
  /// Without a step the last one is kept. Repeating a report also counts as progress.
  package static func report(_ activity: Activity, step: Int? = nil) {
    ReportedState.report(activity: activity.rawValue, step: step)
  }

  /// Reports progress without a new activity; for any thread.
  package static func tick() { ReportedState.reportProgress() }

  /// The nanoseconds that this thread has waited for other ranks since it was started.
  package static var waitedNanoseconds: UInt64 { Waits.nanoseconds }

  /// Sets whether this process's waits may be long from now on, because rank 0 works for all.
  ///
  /// On rank 0's host, rank 0's own reports show its progress. Ranks of other hosts do not see
  /// those: their waits have a longer limit (see `StallDetector.longWaitFactor`).
  package static func expectLongWaits(_ expected: Bool) {
    ReportedState.report(expectsLongWaits: expected)
  }
}

extension ProcessGroup {
  /// Allows long waits of the other ranks for rank 0, until `resumeTogether()`.
  package func expectWorkOnFirst() {
    if !isFirst { Heartbeat.expectLongWaits(true) }
  }

  /// Ends the long waits: all ranks are synchronised again.
  package func resumeTogether() { Heartbeat.expectLongWaits(false) }

  /// Reports that the library's work is done: the caller's program follows.
  package func rest() {
    // A process that is not watched, or works for the others, has nobody to tell.
    guard host != nil || watchdog != nil else { return }
    Heartbeat.expectLongWaits(false)
    Heartbeat.report(restingActivity)
  }

  /// Reports progress to the watchdog during long work of the caller's own.
  ///
  /// Outside `fit`, `evaluate` and `predict` a rank may be silent for ten times `timeout`; a
  /// program that needs longer must call this at intervals.
  public func reportProgress() { Heartbeat.tick() }
}
