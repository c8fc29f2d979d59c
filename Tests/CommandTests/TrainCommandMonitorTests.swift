import FileFormats
import Foundation
import TestSupport
import Testing

/// The best checkpoint beside the newest.
@Suite("train --monitor")
struct TrainCommandMonitorTests {
  /// Five steps an epoch, the last of 44 samples.
  ///
  /// The learning rate is too high for the validation's loss to fall in every epoch.
  private static let settings = [
    "--batch-size", "64", "--epochs", "6", "--validate", "--monitor", "val_loss",
    "--optimizer", "sgd:momentum=0.9", "--learning-rate", "0.5",
  ]
  private static let sampleCount = 300

  /// All epochs' checkpoints, and the best one's name.
  private struct Undisturbed {
    let checkpoints: [String: Data]
    let best: String
    let newest = "step-00000030.safetensors"
  }

  private func undisturbed() throws -> Undisturbed {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(Self.settings + ["--log", "log"])
      let losses = try folder.lines("log").compactMap {
        try JSON(parsing: Array($0.utf8))["valLoss"]?.numberValue
      }
      try #require(losses.count == 6)
      let least = try #require(losses.min())
      let epoch = try #require(losses.firstIndex(of: least)) + 1
      try #require(epoch < 6, "the last epoch is the best: \(losses)")
      let digits = String(100_000_000 + epoch * 5).dropFirst()
      return Undisturbed(
        checkpoints: try folder.checkpoints(), best: "step-\(digits).safetensors")
    }
  }

  @Test("keeps the best epoch's file, the same on any number of ranks")
  func best() throws {
    let whole = try undisturbed()
    #expect(whole.checkpoints.count == 7)
    #expect(whole.checkpoints["best.safetensors"] == whole.checkpoints[whole.best])
    for world in [World.solo, .ranks(3), .ranks(4, perHost: 2)] {
      try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
        let result = try folder.train(Self.settings + ["--keep", "1"], in: world)
        let found = try folder.checkpoints()
        #expect(found.keys.sorted() == ["best.safetensors", whole.newest])
        try expectSame(found, whole.checkpoints.filter { found[$0.key] != nil })
        let step = try #require(Int(whole.best.dropFirst("step-".count).prefix(8)))
        let line = try #require(
          result.standardOutput.split(whereSeparator: \.isNewline).last.map(String.init))
        #expect(
          line.hasPrefix("Best checkpoint: \(folder.path("run/best.safetensors")) (val_loss ")
            && line.hasSuffix(" after step \(step))"), "\(result)")
      }
    }
  }

  /// In the middle of an epoch, at the end of one before the best, and of one behind it.
  @Test(
    "continues to choose after another number of ranks has stopped",
    arguments: [
      (3, World.solo, World.ranks(3)), (5, .ranks(2), .solo), (27, .ranks(3), .ranks(2)),
    ])
  func resumed(steps: Int, first: World, second: World) throws {
    let whole = try undisturbed()
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(Self.settings + ["--keep", "1", "--max-steps", "\(steps)"], in: first)
      try folder.train(Self.settings + ["--keep", "1", "--resume"], in: second)
      let found = try folder.checkpoints()
      #expect(found.keys.sorted() == ["best.safetensors", whole.newest])
      try expectSame(found, whole.checkpoints.filter { found[$0.key] != nil })
    }
  }

  @Test("treats a folder with only the best checkpoint as occupied, and resumes from it")
  func onlyTheBest() throws {
    let whole = try undisturbed()
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(Self.settings)
      for name in try folder.checkpoints().keys where name.hasPrefix("step-") {
        try FileManager.default.removeItem(atPath: folder.path("run/\(name)"))
      }
      let refused = try folder.attempt(Self.settings)
      #expect(refused.exitCode == 64, "\(refused)")
      expectOneErrorLine(refused, containing: ["best.safetensors", "--resume"])
      try folder.train(Self.settings + ["--resume"])
      let found = try folder.checkpoints()
      #expect(found[whole.newest] == whole.checkpoints[whole.newest])
      #expect(found["best.safetensors"] == whole.checkpoints["best.safetensors"])
    }
  }

  @Test("refuses an unknown monitor at the start", arguments: [World.solo, .ranks(2)])
  func errors(world: World) throws {
    let cases = [
      (
        ["--monitor", "val_loss"],
        "--monitor is val_loss; expected one of accuracy, loss, and with --validate"
      ),
      (
        ["--monitor", "acc", "--validate"],
        "--monitor is acc; expected one of accuracy, loss, val_accuracy, val_loss"
      ),
      (["--monitor", "accuracy", "--metrics", "none"], "expected one of loss"),
    ]
    try TrainingFolder.with(sampleCount: 20) { folder in
      for (arguments, words) in cases {
        let result = try folder.attempt(arguments, in: world)
        #expect(result.exitCode == 64, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: [words])
        #expect(try folder.checkpoints() == [:])
      }
    }
  }

  @Test("does not go on with another number")
  func otherNumber() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      try folder.train(["--epochs", "1", "--monitor", "loss"])
      for other in [[], ["--monitor", "accuracy"]] {
        let result = try folder.attempt(["--epochs", "2", "--resume"] + other)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(result, containing: ["monitored number (--monitor) is loss"])
      }
    }
  }
}
