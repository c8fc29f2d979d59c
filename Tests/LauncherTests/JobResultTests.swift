import Testing

@testable import Launcher

/// What mpirun's messages tell of a job's end.
@Suite("JobResult")
struct JobResultTests {
  private func result(
    _ code: Int32, _ errors: String = "", wasLockedUp: Bool = false, leftSession: Bool = false
  ) -> JobResult {
    JobResult(
      exitCode: code, errors: errors, wasLockedUp: wasLockedUp, leftSession: leftSession,
      session: JobSession(process: 1))
  }

  @Test("names the failure")
  func deaths() {
    let exitCode = """
      mpirun detected that one or more processes exited with non-zero status, thus causing
      the job to be terminated. The first process to do so was:

        Process name: [[12345,1],2]
        Exit code:    7
      """
    let lost = """
      ORTE has lost communication with a remote daemon.

        HNP daemon   : [[1,0],0] on node a
        Remote daemon: [[1,0],1] on node b

      """
    let cases: [(JobResult, String)] = [
      (
        result(137, "process rank 1 with PID 0 on node here exited on signal 9 (Killed).\n"),
        "rank 1 on here was ended by SIGKILL"
      ),
      (
        result(134, "process rank 0 with PID 9 on node a.b exited on signal 64 (x)"),
        "rank 0 on a.b was ended by SIG64"
      ),
      (result(205, lost), "the connection to b was lost"),
      (
        result(1, "ORTE was unable to reliably start one or more daemons."),
        "mpirun lost a process of its own on a host, or could not start it"
      ),
      (result(137, leftSession: true), "mpirun was ended by SIGKILL"),
      (result(137), "the job ended"),
      (result(7, exitCode), "rank 2 ended with exit code 7"),
      (result(75), "the ranks were asked to end, and saved"),
      (result(1), "the job ended"),
      (
        result(137, wasLockedUp: true, leftSession: true),
        "mpirun was locked up without a rank, and was ended"
      ),
    ]
    for (result, death) in cases {
      #expect(result.death == "\(death) (mpirun's exit code: \(result.exitCode))")
    }
  }

  @Test("a restart helps where another start may succeed")
  func curability() {
    for code: Int32 in [64, 65, 66, 73, 76, 126, 127] {
      #expect(!result(code).isCurable(attempt: 2), "\(code)")
    }
    for code: Int32 in [1, 70, 74, 75, 137, 205] {
      #expect(result(code).isCurable(attempt: 1), "\(code)")
    }
    let locked = result(73, "run is in use by another job (lockstep.lock)")
    #expect(!locked.isCurable(attempt: 1) && locked.isCurable(attempt: 2))
  }

  @Test("an mpirun without a process of its own for too long is locked up")
  func lockUp() {
    var watch = LockUpWatch(limit: .seconds(3))
    let start = ContinuousClock.now
    func isLockedUp(_ second: Int, _ hasChildren: Bool?) -> Bool {
      watch.isLockedUp(at: start + .seconds(second)) { hasChildren }
    }
    #expect(!isLockedUp(0, false) && !isLockedUp(2, false) && !isLockedUp(4, true))
    #expect(!isLockedUp(5, false) && !isLockedUp(7, false) && isLockedUp(8, false))
    #expect(!isLockedUp(9, nil) && !isLockedUp(20, false))
  }

  @Test("of signals that follow one another within two seconds one counts")
  func stops() {
    var stops = StopRequests()
    let start = ContinuousClock.now
    let counted = [0, 1_900, 2_000].map { stops.note(at: start + .milliseconds($0)) }
    #expect(counted == [true, false, true])
    #expect(stops.count == 2)
  }
}
