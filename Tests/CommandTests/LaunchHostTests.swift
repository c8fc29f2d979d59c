import Foundation
import TestSupport
import Testing

/// `lockstep launch` on several hosts, which an agent makes up that answers for some of them; how
/// many ranks it starts is tested without processes, by `SupervisorHostTests`.
@Suite("lockstep launch, on several hosts")
struct LaunchHostTests {
  /// A machine with an agent that answers unless the host is named in the file `gone`, and that
  /// says nothing for a long time where it is named in the file `slow`.
  private func machine(_ plan: String, hosts: String) throws -> StubMachine {
    let machine = try StubMachine(plan)
    try machine.runner.stub(
      "bin/agent",
      """
      echo "$*" >>calls
      while [[ $1 == -* ]]; do shift 2; done
      grep -qx "$1" gone 2>/dev/null && exit 255
      grep -qx "$1" slow 2>/dev/null && exec \(try Products.path(ofProgram: "sleep")) 600
      shift
      exec "$@"
      """)
    try Data(hosts.utf8).write(to: machine.runner.root.appending(path: "hosts"))
    return machine
  }

  private func lines(_ machine: StubMachine) throws -> [String] {
    try machine.starts().map { start in
      start.replacingOccurrences(of: " -x LOCKSTEP_ATTEMPT", with: "")
        .replacingOccurrences(of: " program --checkpoint-dir run", with: "")
    }
  }

  private let agent = ["OMPI_MCA_plm_rsh_agent": "agent:ssh"]

  @Test("skips a host that does not answer in time, and takes it back when it answers")
  func hostGoes() async throws {
    let machine = try machine(
      """
      case $LOCKSTEP_ATTEMPT in
        1)
          saves 1
          echo b >slow
          printf 'ORTE has lost communication with a remote daemon.\\n\\n' >&2
          printf '  HNP daemon   : [[1,0],0] on node a\\n' >&2
          printf '  Remote daemon: [[1,0],1] on node b\\n' >&2
          exit 205 ;;
        2) rm slow; exit 1 ;;
      esac
      """, hosts: "a slots=2 # the first\r\n\r\n/* b */ b slots = 3\r\nc\r\n")
    defer { machine.runner.remove() }
    let outcome = try await machine.run(
      "--hostfile", "hosts", "--pause", "0", "--answer-limit", "2", environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    // c says that it has four cores.
    #expect(
      try lines(machine) == [
        "1 -np 9 --host a:2,b:3,c:4", "2 -np 6 --host a:2,c:4 --resume",
        "3 -np 9 --host a:2,b:3,c:4 --resume",
      ])
    #expect(
      outcome.launcherLines == [
        "the connection to b was lost (mpirun's exit code: 205)",
        "going on with 6 ranks from run/step-00000001.safetensors (start 2, without b: no answer)",
        "the job ended (mpirun's exit code: 1)",
        "going on with 9 ranks from run/step-00000001.safetensors (start 3)",
      ])
    let keepalive = ["time=1", "intvl=1", "probes=6"].map { "OMPI_MCA_oob_tcp_keepalive_\($0)" }
    #expect(outcome.errors.contains(keepalive.joined(separator: " ")), "\(outcome.errors)")
  }

  /// mpirun takes users and ports from a file alone.
  @Test("uses the user and the port of a host file, and passes them to mpirun")
  func users() async throws {
    let machine = try machine(
      "[[ $5 != --hostfile ]] || cat \"$6\" >given",
      hosts: "me@a slots=1\nb port=77 username=you slots=2\n")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--hostfile", "hosts", environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      try machine.lines("given") == ["a slots=1 username=me", "b slots=2 username=you port=77"])
    let calls = try machine.lines("calls").map { $0.prefix(while: { $0 != "s" }) }.sorted()
    #expect(calls == ["-l me a ", "-p 77 -l you b "])
    #expect(try FileManager.default.contentsOfDirectory(atPath: machine.temporary.path) == [])
  }

  @Test("finds mpirun's own default host file, and refuses more ranks than slots")
  func defaultHostFile() async throws {
    let machine = try machine("exit 0", hosts: "a slots=2\nb slots=2\n")
    defer { machine.runner.remove() }
    let environment = agent.merging(["OMPI_MCA_orte_default_hostfile": "hosts"]) { $1 }
    let crowded = try await machine.run("--ranks", "5", environment: environment)
    #expect(crowded.exitCode == 64)
    #expect(crowded.errors.contains("5 ranks and 4 slots") && !machine.exists("starts"))
    #expect(crowded.errors.contains("--oversubscribe"), "\(crowded.errors)")
    let outcome = try await machine.run(environment: environment)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try lines(machine) == ["1 -np 4 --host a:2,b:2"])
  }
}
