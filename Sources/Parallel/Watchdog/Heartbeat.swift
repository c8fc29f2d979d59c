import MPI

/// This process's reports about itself, for the watchdogs of its host.
///
/// A process has one life and so one heartbeat, whatever group it is in. A report is two stores to
/// a cache line of the rank's own: some nanoseconds, and no allocation. That the rank waits for
/// others is reported by every call that does so, in the module `MPI`.
package enum Heartbeat {
  /// Says what this process does now; for the thread that trains.
  ///
  /// Without a step the last one stays. Saying the same again is progress too.
  package static func report(_ activity: Activity, step: Int? = nil) {
    ReportedState.report(activity: activity.rawValue, step: step)
  }

  /// Says that this process goes on with what it does; for any thread.
  package static func tick() { ReportedState.reportProgress() }

  /// Says whether this process's waits may be long from now on, because rank 0 works for all.
  ///
  /// On rank 0's host its own reports show whether it goes on. Ranks of other hosts do not see
  /// those: their waits have a longer limit (see `StallDetector.patience`).
  package static func expectLongWaits(_ expected: Bool) {
    ReportedState.report(expectsLongWaits: expected)
  }
}

extension ProcessGroup {
  /// The ranks other than 0 may have to wait long for it from here on, until `metFirst()`.
  package func expectFirstToWork() {
    if !isFirst { Heartbeat.expectLongWaits(true) }
  }

  /// Rank 0 has come to where all ranks are.
  package func metFirst() { Heartbeat.expectLongWaits(false) }

  /// The library's work is done: what follows is the caller's.
  package func rest() {
    // A process alone, or one that works for the others, has nobody to tell.
    guard host != nil else { return }
    Heartbeat.expectLongWaits(false)
    Heartbeat.report(restingActivity)
  }

  /// Tells the watchdog that the program goes on, in work of its own that takes long.
  ///
  /// Outside `fit`, `evaluate` and `predict` a rank may be silent for ten times `timeout`; a
  /// program that needs longer calls this now and then.
  public func reportProgress() { Heartbeat.tick() }
}
