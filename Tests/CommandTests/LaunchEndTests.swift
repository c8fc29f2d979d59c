import Foundation
import TestSupport
import Testing

/// How `lockstep launch` ends: asked to, and what it leaves behind.
@Suite("lockstep launch, at the end")
struct LaunchEndTests {
  @Test("lets the ranks save and does not restart", arguments: [SIGTERM, SIGINT, SIGUSR1, SIGHUP])
  func askedToEnd(signal: Int32) async throws {
    let machine = try StubMachine(
      "trap 'saves 7; exit 75' USR1; : >started; while :; do nap; done")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "2") { process in
      try await machine.waits(for: "started")
      kill(process.processIdentifier, signal)
    }
    #expect(outcome.exitCode == 75)
    #expect(try machine.starts().count == 1)
    let lines = outcome.launcherLines
    #expect(lines.first == "asked to end: the ranks save, and end")
    #expect(lines.last?.contains("go on from run/step-00000007.safetensors") == true, "\(lines)")
  }

  @Test("passes on a second wish as an order")
  func askedTwice() async throws {
    let machine = try StubMachine(
      """
      trap ': >asked' USR1
      trap 'exit 1' TERM
      : >started
      while :; do nap; done
      """)
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "2") { process in
      try await machine.waits(for: "started")
      kill(process.processIdentifier, SIGTERM)
      try await machine.waits(for: "asked")
      // Signals that follow one another closely are one.
      try await Task.sleep(for: .seconds(3))
      kill(process.processIdentifier, SIGTERM)
    }
    #expect(outcome.exitCode == 75)
    #expect(
      outcome.launcherLines == [
        "asked to end: the ranks save, and end",
        "asked to end once more: the job ends at once",
        "the job ended (mpirun's exit code: 1)", "ended as asked, before the first checkpoint",
      ])
  }

  @Test("ends in a pause when it is asked to")
  func askedInAPause() async throws {
    let machine = try StubMachine("saves 3; : >ended; exit 1")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "2", "--pause", "1000000") { process in
      try await machine.waits(for: "ended")
      try await Task.sleep(for: .milliseconds(500))
      kill(process.processIdentifier, SIGTERM)
    }
    #expect(outcome.exitCode == 75)
    #expect(try machine.starts().count == 1)
    #expect(outcome.errors.contains("go on from run/step-00000003"), "\(outcome.errors)")
  }

  /// The segments' names are those of Open MPI: 0x1092 is the job's family, and 1 its ranks' job.
  @Test("removes the remains of a killed mpirun, and nothing of others")
  func remains() async throws {
    let machine = try StubMachine(
      """
      sessions=$TMPDIR/ompi.$(uname -n | sed 's/[.].*//').$(id -u)
      mkdir -p "$sessions/pid.$$/0" "$sessions/pid.1/0"
      echo '278003712.0;tcp://192.0.2.1:1' >"$sessions/pid.$$/contact.txt"
      user=$(id -u)
      for name in vader_segment.here.$user.{10920001,10920002}.{0,1} osc_sm.here.10920001.0.4 \\
        osc_rdma.here.10930001.4.0 other.10920001.0; do
        : >"segments/$name"
      done
      env "PMIX_SERVER_TMPDIR=$sessions/pid.$$" \(try Products.path(ofProgram: "sleep")) 600 \\
        >/dev/null 2>&1 & echo "$!" >own
      env "PMIX_SERVER_TMPDIR=$sessions/pid.$$0" \(try Products.path(ofProgram: "sleep")) 600 \\
        >/dev/null 2>&1 & echo "$!" >others
      [[ $LOCKSTEP_ATTEMPT == 2 ]] || kill -KILL $$
      kill "$(<own)" "$(<others)"
      rm -r "$sessions/pid.$$"
      exit 75
      """)
    defer { machine.runner.remove() }
    let segments = machine.runner.root.appending(path: "segments")
    try FileManager.default.createDirectory(at: segments, withIntermediateDirectories: true)
    let sessions = machine.temporary
    let outcome = try await machine.run(
      "--ranks", "2", "--max-restarts", "0",
      environment: ["OMPI_MCA_btl_vader_backing_directory": segments.path]
    ) { _ in
      try await machine.waits(for: "others")
      let (own, others) = (try processNumber("own"), try processNumber("others"))
      // It holds what tells of the script's end.
      defer { kill(others, SIGKILL) }
      #expect(Processes.ends(own, within: .seconds(30)), "process \(own) of the dead job lives on")
      let deadline = ContinuousClock.now + .seconds(30)
      while try sessionNames(sessions).count > 1, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(kill(others, 0) == 0, "process \(others) of another job is dead")
    }
    #expect(outcome.exitCode == 137, "\(outcome.errors)")
    #expect(outcome.errors.contains("mpirun was ended by SIGKILL"), "\(outcome.errors)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: segments.path).sorted() == [
        "osc_rdma.here.10930001.4.0", "other.10920001.0",
        "vader_segment.here.\(getuid()).10920002.0", "vader_segment.here.\(getuid()).10920002.1",
      ])
    #expect(try sessionNames(sessions) == ["pid.1"])

    func processNumber(_ name: String) throws -> Int32 {
      try #require(Int32(machine.lines(name).first ?? ""), "no number in \(name)")
    }
  }

  /// The session folders that are there.
  private func sessionNames(_ folder: URL) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .map { ($0 as NSString).lastPathComponent }.filter { $0.hasPrefix("pid.") }.sorted()
  }
}
