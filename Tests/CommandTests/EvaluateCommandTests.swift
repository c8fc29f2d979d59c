import Foundation
import TestSupport
import Testing

@Suite("evaluate")
struct EvaluateCommandTests {
  private static let checkpoint = "run/step-00000010.safetensors"

  /// Gives `body` a folder with a trained checkpoint, and the accuracy that the training printed.
  private func withTrained(_ body: (TrainingFolder, String) throws -> Void) throws {
    try TrainingFolder.with(sampleCount: 300) { folder in
      let result = try folder.train(["--epochs", "1", "--batch-size", "32"])
      let accuracy = try #require(result.standardOutput.split(separator: "\n").first)
      try body(folder, String(accuracy))
    }
  }

  @Test(
    "gives the accuracy that the training gave, once",
    arguments: [World.solo, .ranks(3)], ["first", "all"])
  func sameAccuracy(world: World, ranks: String) throws {
    try withTrained { folder, accuracy in
      let result = try folder.lockstep(
        [
          "evaluate", Self.checkpoint, "--data", folder.data.path, "--verbose", "0",
          "--evaluate-on", ranks,
        ],
        in: world)
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
      #expect(lines.count == 2, "\(result)")
      #expect(lines.first?.hasPrefix("Test loss: ") == true, "\(result)")
      #expect(lines.last == accuracy, "\(result)")
      #expect(errorLines(result) == [], "\(result)")
    }
  }

  @Test("--confusion counts every sample once, and agrees with the accuracy")
  func confusion() throws {
    try withTrained { folder, accuracy in
      let result = try folder.lockstep(
        [
          "evaluate", Self.checkpoint, "--data", folder.data.path, "--verbose", "0", "--confusion",
        ], in: .ranks(2))
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
      #expect(lines.count == 2 + 2 + 10 + 1 + 10, "\(result)")
      let counts = lines.dropFirst(4).prefix(10).map { line in
        line.split(separator: " ").dropFirst().compactMap { Int($0) }
      }
      let total = counts.joined().reduce(0, +)
      #expect(total == 100, "\(result)")
      let right = counts.enumerated().reduce(0) { $0 + $1.element[$1.offset] }
      let printed = accuracy.split(separator: " ").last.flatMap { Double($0) } ?? 0
      #expect(abs(printed - Double(right) / Double(total)) < 1e-9, "\(result)")
    }
  }

  @Test("--confusion is refused for data without classes")
  func confusionOfCounts() throws {
    try withTemporaryDirectory { url in
      let trained = try Job.solo(
        "lockstep",
        [
          "train", "--model", "counts", "--epochs", "1", "--verbose", "0", "--checkpoint-dir",
          "run", "--max-steps", "1",
        ], directory: url)
      #expect(trained.exitCode == 0, "\(trained)")
      let result = try Job.solo(
        "lockstep",
        [
          "evaluate", "run/step-00000001.safetensors", "--data", "counts", "--verbose", "0",
          "--confusion",
        ], directory: url)
      #expect(result.exitCode == 64, "\(result)")
      #expect(result.standardOutput.isEmpty, "\(result)")
      expectOneErrorLine(result, containing: ["--confusion", "classes"])
    }
  }

  @Test("takes a run's folder for its newest checkpoint")
  func folder() throws {
    try withTrained { folder, accuracy in
      let result = try folder.lockstep(
        ["evaluate", "run", "--data", folder.data.path, "--verbose", "0"])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardOutput.split(whereSeparator: \.isNewline).last ?? "" == accuracy)
    }
  }

  @Test("of a missing file ends with 66", arguments: [World.solo, .ranks(2)])
  func missing(world: World) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.lockstep(
        ["evaluate", "nowhere.safetensors", "--data", folder.data.path], in: world)
      #expect(result.exitCode == 66, "\(result)")
      expectOneErrorLine(result, containing: ["nowhere.safetensors", "cannot open"])
    }
  }

  @Test("of garbage ends with 65", arguments: [World.solo, .ranks(2)])
  func garbage(world: World) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try Data("not a checkpoint, whatever its name may say".utf8)
        .write(to: folder.url.appending(path: "garbage.safetensors"))
      let result = try folder.lockstep(
        ["evaluate", "garbage.safetensors", "--data", folder.data.path], in: world)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["garbage.safetensors"])
    }
  }

  @Test("without data ends with 66, and says how to fetch them")
  func missingData() throws {
    try withTrained { folder, _ in
      let result = try folder.lockstep(["evaluate", Self.checkpoint, "--data", "nowhere"])
      #expect(result.exitCode == 66, "\(result)")
      expectOneErrorLine(result, containing: ["nowhere", "scripts/fetch-mnist"])
    }
  }

  @Test("with another --verbose than three ends with 64, before anything is read")
  func verbosity() throws {
    let result = try Job.solo("lockstep", ["evaluate", "nowhere", "--verbose", "3"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["--verbose is 3", "0, 1 or 2"])
  }

  @Test("without a checkpoint ends with 64")
  func noArgument() throws {
    let result = try Job.solo("lockstep", ["evaluate"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["checkpoint"])
  }
}
