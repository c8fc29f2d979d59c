import Foundation
import TestSupport
import Testing

/// `lockstep launch` with real jobs on this machine.
@Suite("lockstep launch, with real jobs", .serialized, .timeLimit(.minutes(10)))
struct LaunchRunTests {
  private let runner: ScriptRunner

  init() throws {
    runner = try ScriptRunner(tools: [])
    try runner.linkCommand()
  }

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

  /// Trains on three ranks with the folder `run`.
  private func launch(
    _ options: [String], whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    let temporary = runner.root.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return try await runner.run(
      ".build/release/lockstep",
      ["launch", "--ranks", "3", "--"] + Self.train + ["--checkpoint-dir", "run"] + options,
      environment: [
        "PATH": path, "TMPDIR": temporary.path, "OMPI_MCA_rmaps_base_oversubscribe": "1",
        "OMPI_MCA_hwloc_base_binding_policy": "none",
      ], whileRunning: whileRunning)
  }

  /// Expects the files of a run alone, and nothing else.
  private func expectSameAsAlone(_ outcome: ScriptRunner.Outcome, starts: Int) throws {
    let alone = try Job.solo(
      "lockstep", Self.train + ["--checkpoint-dir", "alone"], directory: runner.root)
    try #require(alone.exitCode == 0, "\(alone)")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let lines = outcome.errorLines.filter { $0.hasPrefix("+ ") }
    #expect(lines.count == starts, "\(outcome.errors)")
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(" --resume") }, "\(lines)")
    try expectSame(checkpoints("run"), checkpoints("alone"))
    let temporary = runner.root.appending(path: "tmp").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary) == [])
  }

  /// Waits until the job, one of whose ranks stands still, has written a checkpoint.
  ///
  /// - Returns: mpirun's process, and what the names of its ranks' memory contain.
  private func waitsForCheckpoint() async throws -> (mpirun: Int32, memory: String) {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !FileManager.default.fileExists(atPath: runner.root.appending(path: "run").path)
      || checkpoints("run").isEmpty
    {
      try #require(ContinuousClock.now < deadline, "no checkpoint")
      try await Task.sleep(for: .milliseconds(50))
    }
    let folder = runner.root.appending(path: "tmp").path
    let sessions = try FileManager.default.subpathsOfDirectory(atPath: folder)
    let contact = try #require(sessions.first { $0.hasSuffix("contact.txt") }, "\(sessions)")
    let session = ((contact as NSString).deletingLastPathComponent as NSString).lastPathComponent
    let text = try String(contentsOfFile: "\(folder)/\(contact)", encoding: .utf8)
    let number = try #require(UInt32(text.prefix { $0 != "." }), "\(text)")
    return (
      try #require(Int32(session.dropFirst("pid.".count)), "\(session)"),
      ".\(String(number + 1, radix: 16))."
    )
  }

  @Test("ends in the undisturbed run's files after a rank was killed")
  func killedRank() async throws {
    defer { runner.remove() }
    try expectSameAsAlone(try await launch(["--inject", "kill:rank=2,step=25"]), starts: 2)
  }

  /// Rank 1 stands still in the second epoch, so that there is something to be killed.
  private static let hang = ["--inject", "hang:rank=1,step=25"]

  @Test("ends in the undisturbed run's files after mpirun was killed, and leaves nothing behind")
  func killedMPIRun() async throws {
    defer { runner.remove() }
    var memory = "none"
    let outcome = try await launch(Self.hang) { _ in
      let job = try await waitsForCheckpoint()
      memory = job.memory
      #expect(try remains(memory) != [], "nothing in memory bears \(memory)")
      #expect(kill(job.mpirun, SIGKILL) == 0)
    }
    try expectSameAsAlone(outcome, starts: 2)
    #expect(try remains(memory) == [])
  }

  @Test("ends its job when it is killed, and the next start resumes")
  func killedLauncher() async throws {
    defer { runner.remove() }
    let killed = try await launch(Self.hang) { launcher in
      let job = try await waitsForCheckpoint()
      kill(launcher.processIdentifier, SIGKILL)
      #expect(Processes.ends(job.mpirun), "mpirun outlives its launcher")
      #expect(try remains(job.memory) == [])
    }
    #expect(killed.exitCode == SIGKILL)
    try expectSameAsAlone(try await launch(["--resume"]), starts: 1)
  }

  /// What is left in memory of the job.
  private func remains(_ number: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: "/dev/shm").filter { $0.contains(number) }
  }
}
