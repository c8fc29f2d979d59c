import CSignals

/// The signals that ask a run to end: `SIGTERM`, and `SIGUSR1`, which schedulers send some time
/// before they kill a job.
package enum StopSignals {
  /// From now on a signal is noted, and the process goes on.
  package static func note() { csignals_note() }

  /// From now on a signal ends the process again.
  package static func forget() { csignals_forget() }

  /// Whether a signal was noted.
  package static var wasNoted: Bool { csignals_noted() != 0 }
}
