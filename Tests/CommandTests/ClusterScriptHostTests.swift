import Foundation
import TestSupport
import Testing

/// `scripts/cluster` with real namespaces.
@Suite(
  "scripts/cluster, with real hosts", .serialized, .timeLimit(.minutes(10)),
  .enabled(
    if: canMakeHosts(),
    "needs root, iproute2 and the right to make network namespaces"))
struct ClusterScriptHostTests {
  /// A cluster of this test's own, whatever else runs on this machine.
  private let name = "t\(UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(12))"
  private let runner: ScriptRunner
  /// On a busy machine a link that is cut for two seconds may be healed ten seconds later: Open MPI
  /// is given a minute before it gives up a host.
  private let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin",
    "OMPI_MCA_oob_tcp_keepalive_probes": "60",
  ]

  init() throws { runner = try ScriptRunner(tools: []) }

  /// Removes the scripts, and what a failed test has left of its cluster.
  private func remove() {
    let script = runner.root.appending(path: "scripts/cluster").path
    _ = try? Job.program("bash", [script, "down", "--name", name])
    runner.remove()
  }

  private func cluster(
    _ arguments: [String], whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    let words = [arguments[0], "--name", name] + arguments.dropFirst()
    return try await runner.run(
      "scripts/cluster", words, environment: environment, whileRunning: whileRunning)
  }

  /// What is left of the cluster: namespaces, folder, processes of its hosts.
  private func remains() throws -> String {
    let ours = "lockstep-\(name)"
    let namespaces = try Job.program("ip", ["netns", "list"]).standardOutput
      .split(separator: "\n").filter { $0.hasPrefix(ours) }
    let folder = "/run/lockstep-cluster/\(name)"
    let folders = FileManager.default.fileExists(atPath: folder) ? [folder] : []
    let processes = try Job.program("ps", ["-eo", "pid,args"]).standardOutput
      .split(separator: "\n").filter { $0.contains(runner.root.lastPathComponent) }
    return (namespaces.map(String.init) + folders + processes.map(String.init))
      .joined(separator: "\n")
  }

  /// Waits until something is so, at most half a minute.
  private func waits(until isSo: () throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !isSo() {
      guard ContinuousClock.now < deadline else { return false }
      try await Task.sleep(for: .milliseconds(50))
    }
    return true
  }

  private func exists(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: runner.root.appending(path: file).path)
  }

  /// Trains on two hosts of two ranks and compares the last checkpoint with that of a run alone.
  private func expectSameAsAlone(
    epochs: Int, last: String, options: [String] = [],
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws {
    let train = ["train", "--data", "digits", "--epochs", "\(epochs)", "--verbose", "0"]
    let alone = try Job.solo(
      "lockstep", train + ["--checkpoint-dir", "alone"], directory: runner.root)
    try #require(alone.exitCode == 0, "\(alone)")
    let program = [try Products.path(of: "lockstep")] + train
    let hosts = ["--hosts", "2", "--ranks-per-host", "2"] + options
    let outcome = try await cluster(
      ["run"] + hosts + ["--"] + program + ["--checkpoint-dir", "hosts", "--log", "log"],
      whileRunning: whileRunning)
    try #require(outcome.exitCode == 0, "\(outcome)")
    let log = try String(contentsOf: runner.root.appending(path: "log"), encoding: .utf8)
    #expect(log.contains("\"hosts\":2,"), "\(log.prefix(400))")
    let files = try ["hosts", "alone"].map {
      try Data(contentsOf: runner.root.appending(path: "\($0)/\(last)"))
    }
    let difference = try firstDifference(files[0], files[1])
    #expect(difference == nil)
    #expect(try remains() == "")
  }

  @Test("writes the bytes of a solo run on two hosts, and cleans up")
  func identity() async throws {
    defer { remove() }
    try await expectSameAsAlone(
      epochs: 1, last: "step-00000094.safetensors", options: ["--bandwidth", "1gbit"])
  }

  /// The cut hits a run that goes on: some checkpoint is there before it, and the last one is not
  /// there after it.
  @Test("writes the same bytes when a link is cut for two seconds")
  func cutLink() async throws {
    defer { remove() }
    let last = "step-00000752.safetensors"
    try await expectSameAsAlone(epochs: 8, last: last) { _ in
      #expect(try await waits { exists("hosts/step-00000094.safetensors") })
      let cut = try await cluster(["cut", "host-1"])
      #expect(cut.exitCode == 0, "\(cut.errors)")
      let status = try await cluster(["status"])
      #expect(status.output.contains("host-1  10.77.0.11  link cut"), "\(status.output)")
      try await Task.sleep(for: .seconds(2))
      #expect(!exists("hosts/\(last)"))
      let healed = try await cluster(["heal", "host-1"])
      #expect(healed.exitCode == 0, "\(healed.errors)")
    }
  }

  @Test("takes the hosts down when it is killed", arguments: [SIGINT, SIGTERM, SIGKILL])
  func killed(signal: Int32) async throws {
    defer { remove() }
    // By its path the process is recognised as this test's.
    try runner.stub("program", "echo >\"started-$(hostname)\"; while sleep 1; do :; done")
    let program = runner.root.appending(path: "program").path
    let outcome = try await cluster(["run", "--ranks-per-host", "1", "--", program]) { process in
      #expect(try await waits { exists("started-host-0") && exists("started-host-1") })
      let running = try remains()
      #expect(running.contains("lockstep-\(name)-1") && running.contains(program), "\(running)")
      kill(process.processIdentifier, signal)
      // Then somebody else has to do it, a moment later.
      guard signal == SIGKILL else { return }
      #expect(try await waits { try remains() == "" })
    }
    #expect(outcome.exitCode != 0)
    #expect(try remains() == "")
  }

  @Test("ends with the program's exit code")
  func exitCode() async throws {
    defer { remove() }
    let outcome = try await cluster(["run", "--hosts", "1", "--", "sh", "-c", "exit 7"])
    #expect(outcome.exitCode == 7, "\(outcome.errors)")
    #expect(try remains() == "")
  }

  @Test("keeps hosts that `up` made until `down`, each with a name and ranks of its own")
  func upAndDown() async throws {
    defer { remove() }
    let up = try await cluster(["up", "--hosts", "3", "--ranks-per-host", "1"])
    #expect(up.exitCode == 0, "\(up.errors)")
    let job = try await cluster(["exec", "host-2", "--", "mpirun", "-np", "3", "hostname"])
    #expect(
      job.output.split(separator: "\n").sorted() == ["host-0", "host-1", "host-2"], "\(job)")
    let absent = try await cluster(["exec", "host-3", "--", "true"])
    #expect(absent.exitCode == 64 && absent.errors.contains("'host-3'"), "\(absent)")
    let down = try await cluster(["down"])
    #expect(down.exitCode == 0, "\(down.errors)")
    #expect(try remains() == "")
  }
}

/// Whether this machine lets the tests make hosts.
func canMakeHosts() -> Bool {
  let tools = ["ip", "tc", "unshare", "mount", "flock", "setsid", "hostname"]
  guard geteuid() == 0, tools.allSatisfy({ ScriptRunner.location(of: $0) != nil }) else {
    return false
  }
  let probe = try? Job.program("unshare", ["--net", "--mount", "--uts", "true"])
  return probe?.exitCode == 0
}
