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
      (World.solo, World.ranks(3)), (.ranks(3), .ranks(8)), (.ranks(8), .solo),
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
      (World.solo, World.ranks(5)), (.ranks(2), .solo), (.ranks(7), .ranks(4, perHost: 2)),
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

  /// Streams of dropout, moving statistics, velocities, a schedule's step, sample order, labels
  /// without one-hot, clipped gradients: whatever a network keeps beside its weights.
  @Test(
    "in the middle of an epoch brings back all that a network keeps",
    arguments: [
      ["--model", "dropout", "--optimizer", "rmsprop:momentum=0.5,centered=true"],
      ["--model", "batch-norm", "--optimizer", "adamw", "--metrics", "accuracy"],
      ["--model", "sgd-momentum", "--schedule", "cosine:decaySteps=25", "--clip-norm", "1"],
      ["--model", "sparse", "--optimizer", "adadelta", "--no-shuffle", "--metrics", "none"],
      ["--model", "cnn", "--optimizer", "adagrad", "--validation-split", "0.2"],
      [
        "--model", "deep", "--schedule",
        "warmup:steps=12,then=exponential:decaySteps=9,decayRate=0.5",
        "--validate", "--monitor", "val_accuracy", "--metrics",
        "accuracy,top_k_categorical_accuracy:k=3",
      ],
    ])
  func everything(options: [String]) throws {
    try TrainingFolder.with(sampleCount: 150) { folder in
      let arguments = ["--batch-size", "32", "--epochs", "3"] + options
      try folder.train(arguments, run: "undisturbed")
      try folder.train(arguments + ["--max-steps", "7"], in: .ranks(3))
      try folder.train(arguments + ["--resume", "--max-steps", "8"])
      try folder.train(arguments + ["--resume"], in: .ranks(2))
      var found = try folder.checkpoints()
      for step in [7, 8] { found["step-0000000\(step).safetensors"] = nil }
      let whole = try folder.checkpoints(run: "undisturbed")
      try expectSame(found, whole.filter { found[$0.key] != nil })
      #expect(found.keys.max() == whole.keys.max())
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

  @Test("of a finished run changes nothing", arguments: [World.solo, .ranks(3)])
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

  @Test("in an empty folder starts afresh, and says so at every verbosity", arguments: ["0", "2"])
  func empty(verbosity: String) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try folder.train(arguments() + ["--resume", "--verbose", verbosity])
      #expect(
        result.standardError
          == "lockstep: warning: \(folder.path("run")) holds no checkpoint; starting afresh\n",
        "\(result)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test(
    "sets a damaged newest checkpoint aside, warns, and ends in the same file",
    arguments: [World.solo, .ranks(3)])
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
