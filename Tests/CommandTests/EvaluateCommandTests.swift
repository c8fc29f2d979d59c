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
    arguments: [World.solo, .ranks(3)])
  func sameAccuracy(world: World) throws {
    try withTrained { folder, accuracy in
      let result = try folder.lockstep(
        ["evaluate", Self.checkpoint, "--data", folder.data.path, "--verbose", "0"], in: world)
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
      #expect(lines.count == 2, "\(result)")
      #expect(lines.first?.hasPrefix("Test loss: ") == true, "\(result)")
      #expect(lines.last == accuracy, "\(result)")
      #expect(errorLines(result) == [], "\(result)")
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
