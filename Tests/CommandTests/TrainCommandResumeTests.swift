import FileFormats
import Foundation
import TestSupport
import Testing

/// A run that was interrupted ends in the files of one that was not, on any number of ranks.
@Suite("train --resume")
struct TrainCommandResumeTests {
  /// Ten steps an epoch, the last of 12 samples.
  private static let settings = RunSettings(sampleCount: 300, batchSize: 32, epochs: 5)
  private static let newest = "step-00000050.safetensors"

  private func arguments(epochs: Int = settings.epochs) -> [String] {
    RunSettings(
      sampleCount: Self.settings.sampleCount, batchSize: Self.settings.batchSize, epochs: epochs
    ).arguments
  }

  @Test(
    "after two of five epochs ends in the same file",
    arguments: [
      (World.alone, World.ranks(3)), (.ranks(3), .ranks(8)), (.ranks(8), .alone),
      (.ranks(4, perHost: 2), .ranks(2)),
    ])
  func afterAnEpoch(first: World, second: World) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      try folder.train(arguments(epochs: 2), in: first)
      try folder.train(arguments() + ["--resume"], in: second)
      try expectSame(folder.checkpoints(), expected)
    }
  }

  /// Step 26 is the sixth of the third epoch: its sums and the history must come back too.
  @Test(
    "in the middle of an epoch ends in the same file",
    arguments: [
      (World.alone, World.ranks(5)), (.ranks(2), .alone), (.ranks(7), .ranks(4, perHost: 2)),
    ])
  func insideAnEpoch(first: World, second: World) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      try folder.train(arguments() + ["--max-steps", "26"], in: first)
      let stopped = try folder.checkpoints()
      #expect(stopped.keys.max() == "step-00000026.safetensors")
      try folder.train(arguments() + ["--resume"], in: second)
      var found = try folder.checkpoints()
      let middle = found.removeValue(forKey: "step-00000026.safetensors")
      #expect(middle == stopped["step-00000026.safetensors"], "the old file was changed")
      try expectSame(found, expected)
    }
  }

  @Test("step by step ends in the same file")
  func twice() throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)[Self.newest]
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      try folder.train(arguments() + ["--max-steps", "3"], in: .ranks(2))
      for steps in ["4", "15", "20"] {
        try folder.train(arguments() + ["--resume", "--max-steps", steps])
      }
      try folder.train(arguments() + ["--resume"])
      let difference = try firstDifference(folder.newest(), #require(expected))
      #expect(difference == nil)
    }
  }

  @Test("of a finished run changes nothing", arguments: [World.alone, .ranks(3)])
  func finished(world: World) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let arguments = ["--batch-size", "50", "--epochs", "2"]
      let first = try folder.train(arguments)
      let before = try folder.checkpoints()
      let second = try folder.train(arguments + ["--resume"], in: world)
      #expect(try folder.checkpoints() == before)
      #expect(
        second.standardOutput.replacing("\r\n", with: "\n") == first.standardOutput,
        "the same accuracy and the same checkpoint")
    }
  }

  @Test("in an empty folder starts afresh, and says so")
  func empty() throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try folder.train(arguments() + ["--resume", "--verbose", "2"])
      #expect(
        result.standardOutput.hasPrefix("\(folder.path("run")) holds no checkpoint; starting "),
        "\(result)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test(
    "sets a damaged newest checkpoint aside, warns, and ends in the same file",
    arguments: [World.alone, .ranks(3)])
  func damagedNewest(world: World) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      try folder.train(arguments(epochs: 3))
      let damaged = folder.path("run/step-00000030.safetensors")
      try damage(damaged)
      let result = try folder.train(arguments() + ["--resume", "--verbose", "2"], in: world)
      let warnings = result.standardError.split(separator: "\n").filter { $0.contains("lockstep:") }
      #expect(warnings.count == 1, "\(result)")
      let warning = "lockstep: warning: set aside a damaged checkpoint: \(damaged): "
      #expect(warnings.first?.hasPrefix(warning) == true, "\(result)")
      #expect(FileManager.default.fileExists(atPath: damaged + ".damaged"))
      #expect(
        result.standardOutput.contains(
          "Resuming from \(folder.path("run/step-00000020.safetensors"))"), "\(result)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test("is an error when every checkpoint is damaged")
  func allDamaged() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      try folder.train(["--epochs", "2"])
      let before = try folder.checkpoints().keys.sorted()
      for name in before { try damage(folder.path("run/\(name)")) }
      let result = try folder.attempt(["--epochs", "3", "--resume"])
      #expect(result.exitCode == 65, "\(result)")
      let newest = try #require(before.last)
      expectOneErrorLine(result, containing: ["holds no whole checkpoint", newest])
      #expect(try folder.checkpoints().keys.sorted() == before)
    }
  }

  /// Changes the lowest bit of a byte in the middle of the last tensor.
  private func damage(_ path: String) throws {
    var bytes = try Data(contentsOf: URL(filePath: path))
    bytes[bytes.count - 5_000] ^= 1
    try bytes.write(to: URL(filePath: path))
  }
}
