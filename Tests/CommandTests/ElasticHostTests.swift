import Foundation
import TestSupport
import Testing

/// `scripts/run-elastic` on several hosts, which an agent makes up that answers for some of them.
@Suite("scripts/run-elastic, on several hosts")
struct ElasticHostTests {
  /// A machine with an agent that answers unless the host is named in the file `gone`.
  private func machine(_ plan: String, hosts: String) throws -> ElasticMachine {
    let machine = try ElasticMachine(plan)
    try machine.runner.stub(
      "bin/agent", "grep -qx \"$1\" gone 2>/dev/null && exit 255; shift; exec \"$@\"")
    try Data(hosts.utf8).write(to: machine.runner.root.appending(path: "hosts"))
    return machine
  }

  private func words(_ machine: ElasticMachine) throws -> [String] {
    try machine.starts().map { start in
      start.replacingOccurrences(of: " -x LOCKSTEP_ATTEMPT", with: "")
        .replacingOccurrences(of: " program --checkpoint-dir run", with: "")
    }
  }

  private let agent = ["OMPI_MCA_plm_rsh_agent": "agent"]

  @Test("leaves out a host that does not answer, and takes it back when it answers")
  func hostGoes() async throws {
    let machine = try machine(
      """
      case $LOCKSTEP_ATTEMPT in
        1)
          saves 1
          echo b >gone
          printf 'ORTE has lost communication with a remote daemon.\\n\\n' >&2
          printf '  HNP daemon   : [[1,0],0] on node a\\n' >&2
          printf '  Remote daemon: [[1,0],1] on node b\\n' >&2
          exit 205 ;;
        2) rm gone; exit 1 ;;
      esac
      """, hosts: "a slots=2 # the first\n\nb slots=3\nc\n")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--hostfile", "hosts", environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    // c says that it has four cores.
    #expect(
      try words(machine) == [
        "1 -np 9 --host a:2,b:3,c:4", "2 -np 6 --host a:2,c:4 --resume",
        "3 -np 9 --host a:2,b:3,c:4 --resume",
      ])
    #expect(
      outcome.words(of: "run-elastic") == [
        "the connection to b was lost (mpirun's exit code: 205)",
        "going on with 6 ranks from run/step-00000001.safetensors (start 2, without b: no answer)",
        "the job ended (mpirun's exit code: 1)",
        "going on with 9 ranks from run/step-00000001.safetensors (start 3)",
      ])
    let keepalive = ["time=1", "intvl=1", "probes=6"].map { "OMPI_MCA_oob_tcp_keepalive_\($0)" }
    #expect(outcome.errors.contains(keepalive.joined(separator: " ")), "\(outcome.errors)")
  }

  @Test(
    "shrinks the ranks to the slots that are left",
    arguments: [
      (options: ["--ranks", "4"], count: 2), (options: ["--ranks", "1"], count: 1),
      (options: ["--ranks", "16", "--oversubscribe"], count: 4),
    ])
  func slots(options: [String], count: Int) async throws {
    let machine = try machine("exit 0", hosts: "")
    defer { machine.runner.remove() }
    try Data("b\nc\n".utf8).write(to: machine.runner.root.appending(path: "gone"))
    let outcome = try await machine.runner.run(
      "scripts/run-elastic",
      options + ["--host", "a,b:3,c:3,a", "--", "program", "--checkpoint-dir", "run"],
      environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try machine.starts().first?.hasPrefix("1 -np \(count) ") == true, "\(outcome.errors)")
    #expect(
      outcome.words(of: "run-elastic") == ["starting with \(count) ranks without b c: no answer"])
  }

  @Test("refuses more ranks than slots")
  func tooManyRanks() async throws {
    let machine = try machine("exit 0", hosts: "")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "5", "--host", "a:4", environment: agent)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("5 ranks and 4 slots"), "\(outcome.errors)")
    #expect(!machine.exists("starts"))
  }

  @Test("waits for hosts when too few answer")
  func tooFewHosts() async throws {
    let machine = try machine("exit 0", hosts: "a slots=2\nb slots=2\n")
    defer { machine.runner.remove() }
    try Data("b\n".utf8).write(to: machine.runner.root.appending(path: "gone"))
    // The third pause is long enough for it to come back.
    try machine.runner.stub(
      "bin/sleep",
      "case $1 in 4) rm gone ;; *.*) exec \(try Products.path(ofProgram: "sleep")) \"$1\" ;; esac")
    let outcome = try await machine.run(
      "--hostfile", "hosts", "--min-ranks", "3", environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try words(machine) == ["1 -np 4 --host a:2,b:2"])
    let waiting = "too few hosts answer; no answer from b"
    #expect(outcome.words(of: "run-elastic") == [waiting, waiting, waiting])
  }

  @Test("does not wait longer for an answer than it is told")
  func slowHost() async throws {
    let machine = try machine("exit 0", hosts: "a slots=1\nb slots=1\n")
    defer { machine.runner.remove() }
    let sleep = try Products.path(ofProgram: "sleep")
    try machine.runner.stub("bin/agent", "[[ $1 != b ]] || exec \(sleep) 600; shift; exec \"$@\"")
    let outcome = try await machine.run(
      "--hostfile", "hosts", "--answer-limit", "2", environment: agent)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try words(machine) == ["1 -np 1 --host a:1"])
  }

  @Test("finds mpirun's own default host file")
  func defaultHostFile() async throws {
    let machine = try machine("exit 0", hosts: "a slots=2\nb slots=2\n")
    defer { machine.runner.remove() }
    let outcome = try await machine.run(
      environment: agent.merging(["OMPI_MCA_orte_default_hostfile": "hosts"]) { $1 })
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try words(machine) == ["1 -np 4 --host a:2,b:2"])
  }

  @Test(
    "says what is wrong with a host file",
    arguments: [("absent", "cannot be read"), ("hosts", "names no host")])
  func wrongHostFile(name: String, words: String) async throws {
    let machine = try machine("exit 0", hosts: "# nobody\n")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--hostfile", name)
    #expect(outcome.exitCode == 66)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(words), "\(outcome.errors)")
  }
}
