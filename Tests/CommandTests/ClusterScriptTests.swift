import Foundation
import Testing

/// `scripts/cluster` on machines that stubs make up: what it asks of the kernel, and what it says
/// where it gets nothing.
@Suite("scripts/cluster")
struct ClusterScriptTests {
  /// A machine on which root's `ip` keeps namespaces as files, and `ip` and `tc` log their words.
  private struct Machine {
    let runner: ScriptRunner

    init(_ changes: [String: String] = [:]) throws {
      let stubs = [
        "id": "echo 0", "uname": "echo Linux", "unshare": "exit 1", "mount": "exit 1",
        "hostname": "exit 1", "tc": "echo \"$*\" >>tc-log",
        "ip": """
        mkdir -p kept
        case "$1 $2" in
          'netns add') echo >"kept/$3" ;;
          'netns list') ls kept ;;
          'netns delete') rm "kept/$3" ;;
        esac
        """,
      ]
      let tools = [
        "bash", "cat", "chmod", "dirname", "env", "flock", "grep", "ls", "mkdir", "realpath", "rm",
        "rmdir", "sed", "setsid", "sort",
      ]
      runner = try ScriptRunner(tools: tools, stubs: stubs.merging(changes) { $1 })
    }

    func cluster(_ arguments: [String]) async throws -> ScriptRunner.Outcome {
      let folder = runner.root.appending(path: "clusters").path
      return try await runner.run(
        "scripts/cluster", arguments, environment: ["LOCKSTEP_CLUSTER_FOLDER": folder])
    }

    /// The namespaces and folders that are there.
    func remains() throws -> [String] {
      try ["kept", "clusters"].flatMap { name in
        let folder = runner.root.appending(path: name).path
        guard FileManager.default.fileExists(atPath: folder) else { return [String]() }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
      }
    }
  }

  /// The stubs leave out what only Linux has, but not these.
  private static let canStub =
    ["flock", "setsid"].allSatisfy { ScriptRunner.location(of: $0) != nil }

  @Test(
    "names in one line what the machine lacks, and cleans up",
    .enabled(if: canStub, "needs flock and setsid (util-linux)"),
    arguments: [
      (change: ("id", "echo 1000"), word: "root is needed"),
      (change: ("uname", "echo Darwin"), word: "only Linux"),
      (change: ("ip", "echo Operation not permitted; exit 1"), word: "--privileged"),
      (change: ("tc", "[[ $* != *netem* ]]"), word: "netem is needed for --latency and --loss"),
      (change: ("tc", "[[ $* != *tbf* ]]"), word: "tbf is needed for --bandwidth"),
    ])
  func missingFeature(change: (String, String), word: String) async throws {
    let machine = try Machine([change.0: change.1])
    defer { machine.runner.remove() }
    let outcome = try await machine.cluster(["up", "--bandwidth", "1gbit", "--latency", "1ms"])
    #expect(outcome.exitCode == 69, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(word), "\(outcome.errors)")
    #expect(try machine.remains() == [])
  }

  @Test(
    "names the package of a missing tool", .enabled(if: canStub, "needs flock and setsid"),
    arguments: [("ip", "iproute2"), ("unshare", "util-linux"), ("hostname", "hostname")])
  func missingTool(tool: String, package: String) async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    try FileManager.default.removeItem(at: machine.runner.root.appending(path: "bin/\(tool)"))
    let outcome = try await machine.cluster(["run", "--", "true"])
    #expect(outcome.exitCode == 69)
    let line = "scripts/cluster: \(tool) is needed; on Debian: apt-get install \(package)"
    #expect(outcome.errorLines == [line])
  }

  @Test(
    "limits the rate both ways, delays and loses once",
    .enabled(if: canStub, "needs flock and setsid"))
  func shaping() async throws {
    let machine = try Machine()
    defer { machine.runner.remove() }
    let outcome = try await machine.cluster([
      "up", "--hosts", "1", "--bandwidth=1gbit", "--latency=1ms", "--loss=0.1%",
    ])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let log = try String(
      contentsOf: machine.runner.root.appending(path: "tc-log"), encoding: .utf8)
    let rate = "tbf rate 1gbit burst 64kb latency 100ms"
    #expect(
      log == """
        -n lockstep-main-0 qdisc add dev eth0 root handle 1: netem limit 100000 delay 1ms loss 0.1%
        -n lockstep-main-0 qdisc add dev eth0 parent 1:1 \(rate)
        -n lockstep-main-switch qdisc add dev port0 root \(rate)

        """)
    #expect(try await machine.cluster(["down"]).exitCode == 0)
    #expect(try machine.remains() == [])
  }

  @Test(
    "refuses an invalid argument, and shows it",
    arguments: [
      (["up", "--hosts", "0"], "'0'"), (["up", "--hosts", "201"], "'201'"),
      (["up", "--ranks-per-host", "two"], "'two'"), (["up", "--name", "my-hosts"], "'my-hosts'"),
      (["run", "--bandwidth", "1gb", "--", "true"], "'1gb'"),
      (["run", "--latency", "1", "--", "true"], "--latency is '1'"),
      (["run", "--loss", "0.1", "--", "true"], "'0.1'"),
      (["run", "--slow", "--", "true"], "--slow"),
      (["run"], "a program"), (["cut", "1", "--hosts", "3"], "--hosts"),
      (["up", "three"], "three"),
      (["exec", "host-0"], "a command"), (["start"], "'start'"), ([], "what shall be done"),
    ])
  func wrongWord(arguments: [String], word: String) async throws {
    let machine = try Machine(["flock": "exit 1", "setsid": "exit 1"])
    defer { machine.runner.remove() }
    let outcome = try await machine.cluster(arguments)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(word), "\(outcome.errors)")
    #expect(try machine.remains() == [])
  }
}
