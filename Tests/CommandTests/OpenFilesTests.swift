import Foundation
import TestSupport
import Testing

/// Programs that may have few files open (`ulimit -n`).
@Suite("lockstep, with few open files", .timeLimit(.minutes(10)))
struct OpenFilesTests {
  private func limited(_ limit: String, _ arguments: [String], in folder: URL) throws -> JobResult {
    try Job.program(
      "bash",
      ["-c", "ulimit \(limit); exec \"$0\" \"$@\"", try Products.path(of: "lockstep")] + arguments,
      directory: folder)
  }

  /// With three the loader does not even find the program's libraries.
  @Test("says so, and never that the data are wrong", arguments: 4...8)
  func alone(limit: Int) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1"])
      let saved = "run/step-00000001.safetensors"
      for arguments in [
        ["train", "--data", "images", "--epochs", "1", "--checkpoint-dir", "new\(limit)"],
        ["train", "--data", "images", "--epochs", "2", "--checkpoint-dir", "run", "--resume"],
        ["train", "--data", "images", "--epochs", "1", "--initial-weights", saved],
        ["evaluate", saved, "--data", "images"],
      ] {
        let result = try limited("-n \(limit)", arguments, in: folder.url)
        #expect([0, 71, 73].contains(result.exitCode), "\(arguments): \(result)")
        guard result.exitCode != 0 else { continue }
        expectOneErrorLine(result, containing: ["Too many open files"])
      }
      #expect(FileManager.default.fileExists(atPath: folder.path(saved)))
    }
  }

  @Test("starts no mpirun that would crash or wait for ever", arguments: [14, 20, 34])
  func launch(limit: Int) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let arguments = [
        "launch", "--ranks", "2", "--max-restarts", "0", "--", "train", "--data", "images",
        "--epochs", "1", "--verbose", "0",
      ]
      let result = try limited("-n \(limit)", arguments, in: folder.url)
      #expect(result.exitCode == 71, "\(result)")
      expectOneErrorLine(result, containing: ["\(limit) open files", "ulimit -n"])
      // What the system allows, it takes.
      let soft = try limited("-Sn \(limit)", arguments, in: folder.url)
      #expect(soft.exitCode == 0, "\(soft)")
    }
  }
}
