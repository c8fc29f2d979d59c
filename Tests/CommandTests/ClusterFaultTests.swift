import Foundation
import TestSupport
import Testing

/// Links and hosts that go for good, under `lockstep launch` on virtual hosts.
@Suite(
  "faults of links and hosts", .serialized, .timeLimit(.minutes(10)),
  .enabled(
    if: canMakeHosts(),
    "needs root, iproute2 and the right to make network namespaces"))
struct ClusterFaultTests {
  private let name = "f\(UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(12))"
  private let runner: ScriptRunner
  private let environment = [
    "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/sbin:/usr/bin:/sbin:/bin"
  ]

  init() throws { runner = try ScriptRunner(tools: []) }

  private func cluster(
    _ arguments: [String], whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    try await runner.run(
      "scripts/cluster", [arguments[0], "--name", name] + arguments.dropFirst(),
      environment: environment, whileRunning: whileRunning)
  }

  private func expectDone(_ arguments: String...) async throws {
    let outcome = try await cluster(arguments)
    try #require(outcome.exitCode == 0, "\(outcome)")
  }

  private func checkpoints(_ folder: String) throws -> [String: Data] {
    let folder = runner.root.appending(path: folder)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return try Dictionary(
      uniqueKeysWithValues: names.filter { $0.hasPrefix("step-") }
        .map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  /// Trains on three hosts, lets something happen to them in the midst of the run, and expects that
  /// it goes on to the bytes of a run alone.
  ///
  /// - Returns: What the script said.
  private func words(after fault: () async throws -> Void) async throws -> [String] {
    // Rank 0 stands still in the second epoch, so that the run is not over before the fault; at the
    // second start it does not.
    let train = [
      try Products.path(of: "lockstep"), "train", "--data", "digits", "--train-samples", "800",
      "--epochs", "3", "--batch-size", "64", "--verbose", "0",
    ]
    let alone = try Job.solo(
      "lockstep", train.dropFirst() + ["--checkpoint-dir", "alone"], directory: runner.root)
    try #require(alone.exitCode == 0, "\(alone)")
    try await expectDone("up", "--hosts", "3", "--ranks-per-host", "1")
    let job = try await cluster(
      ["exec", "host-0", "--", train[0], "launch", "--"] + train
        + ["--checkpoint-dir", "run", "--inject", "hang:rank=0,step=20"]
    ) { _ in
      let deadline = ContinuousClock.now + .seconds(60)
      while try checkpoints("run").isEmpty {
        try #require(ContinuousClock.now < deadline, "no checkpoint")
        try await Task.sleep(for: .milliseconds(50))
      }
      try await fault()
    }
    #expect(job.exitCode == 0, "\(job)")
    try expectSame(checkpoints("run"), checkpoints("alone"))
    return job.launcherLines
  }

  /// Removes the hosts and the scripts, whatever has failed.
  private func remove() {
    let script = runner.root.appending(path: "scripts/cluster").path
    _ = try? Job.program("bash", [script, "down", "--name", name])
    runner.remove()
  }

  @Test("a broken link ends the job, and the run resumes without the host")
  func cutLink() async throws {
    defer { remove() }
    let words = try await words { try await expectDone("cut", "host-2") }
    #expect(
      words == [
        "the connection to host-2 was lost (mpirun's exit code: 205)",
        "going on with 2 ranks from run/step-00000013.safetensors (start 2, "
          + "without host-2: no answer)",
      ])
  }

  @Test("a host with killed processes ends the job, and the run resumes")
  func killedHost() async throws {
    defer { remove() }
    let words = try await words { try await expectDone("kill", "host-1") }
    // How mpirun ends depends on what it notices first.
    #expect(
      words.dropFirst() == [
        "the job's processes on host-1 had been killed",
        "going on with 3 ranks from run/step-00000013.safetensors (start 2)",
      ], "\(words)")
  }
}
