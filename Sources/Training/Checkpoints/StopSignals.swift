import CSignals
import Parallel

/// The signals that ask a run to end: `SIGTERM`, `SIGINT`, `SIGUSR1`, which schedulers send some
/// time before they kill a job, `SIGHUP` of a closed terminal, and `SIGXCPU` of a limit of time.
package enum StopSignals {
  /// From now on a signal ends the process at once with an exit code.
  ///
  /// A process alone says why; ranks do not, since mpirun sends them signals whenever one of them
  /// fails.
  package static func end(with exitCode: Int32, saying message: String, alone: Bool) {
    let line = alone ? "\(ErrorLine.prefix)\(message)\n" : ""
    unsafe csignals_end(exitCode, line)
  }

  /// From now on a signal is noted, and the process goes on; a second one ends it.
  package static func note() { csignals_note() }

  /// From now on a signal does what it did before `note()`.
  package static func forget() { csignals_forget() }

  /// Whether a signal was received.
  package static var wasNoted: Bool { csignals_noted() != 0 }
}
