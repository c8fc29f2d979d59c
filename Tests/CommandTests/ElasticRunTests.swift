import Foundation
import TestSupport
import Testing

/// `scripts/run-elastic` with real jobs on this machine.
@Suite("scripts/run-elastic, with real jobs", .serialized, .timeLimit(.minutes(2)))
struct ElasticRunTests {
  private let runner: ScriptRunner

  init() throws { runner = try ScriptRunner(tools: []) }

  private static let train = [
    "train", "--data", "digits", "--train-samples", "1200", "--batch-size", "64", "--epochs", "3",
    "--verbose", "0",
  ]

  private func checkpoints(_ folder: String) throws -> [String: Data] {
    let folder = runner.root.appending(path: folder)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.contains("step-") && !$0.hasPrefix(".") }
    return try Dictionary(
      uniqueKeysWithValues: names.map { ($0, try Data(contentsOf: folder.appending(path: $0))) })
  }

  /// Trains on three ranks with the folder `run`, and expects the files of a run alone.
  private func expectSameAsAlone(
    _ options: [String], starts: Int, whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws {
    let alone = try Job.solo(
      "lockstep", Self.train + ["--checkpoint-dir", "alone"], directory: runner.root)
    try #require(alone.exitCode == 0, "\(alone)")
    let temporary = runner.root.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let outcome = try await runner.run(
      "scripts/run-elastic",
      ["--ranks", "3", "--", try Products.path(of: "lockstep")] + Self.train
        + ["--checkpoint-dir", "run"] + options,
      environment: [
        "PATH": path, "TMPDIR": temporary.path, "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "OMPI_MCA_hwloc_base_binding_policy": "none",
      ], whileRunning: whileRunning)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let lines = outcome.errorLines.filter { $0.hasPrefix("+ ") }
    #expect(lines.count == starts, "\(outcome.errors)")
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(" --resume") }, "\(lines)")
    try expectSame(checkpoints("run"), checkpoints("alone"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
  }

  @Test("ends in the undisturbed run's files after a rank was killed")
  func killedRank() async throws {
    defer { runner.remove() }
    try await expectSameAsAlone(["--inject", "kill:rank=2,step=25"], starts: 2)
  }

  @Test("ends in the undisturbed run's files after mpirun was killed, and leaves nothing behind")
  func killedLauncher() async throws {
    defer { runner.remove() }
    var segments = "none"
    // Rank 1 stands still in the second epoch, so that mpirun is there to be killed.
    try await expectSameAsAlone(["--inject", "hang:rank=1,step=25"], starts: 2) { _ in
      let deadline = ContinuousClock.now + .seconds(60)
      while try !FileManager.default.fileExists(atPath: runner.root.appending(path: "run").path)
        || checkpoints("run").isEmpty
      {
        try #require(ContinuousClock.now < deadline, "no checkpoint")
        try await Task.sleep(for: .milliseconds(50))
      }
      let sessions = try FileManager.default.subpathsOfDirectory(
        atPath: runner.root.appending(path: "tmp").path)
      let contact = try #require(sessions.first { $0.hasSuffix("contact.txt") }, "\(sessions)")
      let session = ((contact as NSString).deletingLastPathComponent as NSString).lastPathComponent
      let launcher = try #require(Int32(session.dropFirst("pid.".count)), "\(session)")
      let text = try String(
        contentsOf: runner.root.appending(path: "tmp/\(contact)"), encoding: .utf8)
      let number = try #require(UInt32(text.prefix { $0 != "." }), "\(text)")
      segments = ".\(String(number + 1, radix: 16))."
      #expect(try remains(segments) != [], "nothing in memory bears \(segments)")
      #expect(kill(launcher, SIGKILL) == 0)
    }
    #expect(try remains(segments) == [])
  }

  /// What is left in memory of the job.
  private func remains(_ number: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").filter { $0.contains(number) }
  }
}
