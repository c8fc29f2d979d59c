/// The identity of an mpirun job, by which its remains are found after it is killed.
package struct JobSession: Equatable {
  /// The process ID of mpirun.
  package let process: Int32
  /// The number of mpirun's own job, which the ranks' job number follows; nil where it is unknown.
  package var number: UInt32?
}

/// The result of a job.
package struct JobResult {
  /// mpirun's exit code; 128 plus the signal that ended it.
  package var exitCode: Int32
  /// The end of the output of mpirun and the ranks to standard error.
  package var errors = ""
  /// Whether mpirun was killed because it had no living child process.
  package var wasLockedUp = false
  /// Whether mpirun left its session folder.
  package var leftSession = false
  /// The job.
  package var session: JobSession
}

extension JobResult {
  /// The cause of the job's end, according to mpirun's messages.
  package var death: String {
    let cause =
      if wasLockedUp {
        "mpirun was locked up without a rank, and was ended"
      } else if let match = errors.firstMatch(
        of: /process rank ([0-9]+) .*on node ([^ ]+) exited on signal ([0-9]+)/)
      {
        "rank \(match.1) on \(match.2) was ended by \(Signal.name(Int32(match.3) ?? 0))"
      } else if let match = errors.firstMatch(of: /Remote daemon:.* on node (\S+)/) {
        "the connection to \(match.1) was lost"
      } else if errors.contains("unable to reliably start") {
        "mpirun lost a process of its own on a host, or could not start it"
      } else if exitCode > 128, leftSession {
        "mpirun was ended by \(Signal.name(exitCode - 128))"
      } else if let match = errors.firstMatch(
        of: /\[\[[0-9]+,[0-9]+\],([0-9]+)\]\s+Exit code: +([0-9]+)/)
      {
        "rank \(match.1) ended with exit code \(match.2)"
      } else if exitCode == 75 {
        "the ranks were asked to end, and saved"
      } else {
        "the job ended"
      }
    return "\(cause) (mpirun's exit code: \(exitCode))"
  }

  /// Returns whether a restart may succeed.
  package func isCurable(attempt: Int) -> Bool {
    switch exitCode {
    case 64, 65, 66, 76, 126, 127: false
    // A rank that lost its connection may still hold the lock of the folder.
    case 73: attempt > 1 && errors.contains("lockstep.lock")
    default: true
    }
  }
}
