import Foundation
import TestSupport
import Testing

/// Ranks that check one another.
@Suite("train --verify-every")
struct VerificationTests {
  private static let settings = RunSettings(sampleCount: 300, batchSize: 32, epochs: 2)

  private func run(
    _ folder: TrainingFolder, _ arguments: [String], in world: World
  ) throws -> JobResult {
    try folder.lockstep(
      ["train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0"]
        + arguments, in: world)
  }

  @Test(
    "finds nothing where nothing is wrong, and changes no bit",
    arguments: [[], ["--model", "batch-norm"], ["--model", "dropout"]],
    [World.solo, .ranks(3), .ranks(5, perHost: 1), .ranks(4, perHost: 2)])
  func noFalseAlarm(model: [String], world: World) throws {
    var settings = Self.settings
    settings.further = model
    let expected = try SoloRuns.checkpoints(of: settings)
    try TrainingFolder.with(sampleCount: settings.sampleCount) { folder in
      let result = try run(folder, settings.arguments + ["--verify-every", "3"], in: world)
      #expect(result.exitCode == 0, "\(result)")
      #expect(errorLines(result) == [], "\(result)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  /// A bit that flips, and what is said of it.
  struct Flip: Sendable, CustomTestStringConvertible {
    let part: String
    let world: World
    let words: [String]
    var testDescription: String { "\(part), \(world.testDescription)" }
  }

  private static let foundFlips = [
    Flip(
      part: "gradient", world: .ranks(3),
      words: ["the gradient's element 7 of dense/kernel on rank 1", "at step 13"]),
    Flip(
      part: "gradient", world: .ranks(3, perHost: 1),
      words: ["the gradient's element 7 of dense/kernel on rank 1", "at step 13"]),
    Flip(
      part: "weights", world: .ranks(3),
      words: ["of dense/kernel in the memory of rank 1", "changed between two updates"]),
    Flip(
      part: "slots", world: .ranks(3),
      words: ["the optimizer's momentum, element", "in the memory of rank 1"]),
    Flip(
      part: "copy", world: .ranks(3, perHost: 1),
      words: ["element 7 of dense/kernel has other bits on rank 1", "than on rank 0", "at step 13"]),
  ]

  @Test("finds one flipped bit, and says where", arguments: foundFlips)
  func flips(flip: Flip) throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(
        folder,
        Self.settings.arguments + [
          "--verify-every", "1", "--inject",
          "bitflip:rank=1,step=13,part=\(flip.part),index=7,bit=3",
        ], in: flip.world)
      #expect(result.exitCode == 76, "\(result)")
      // Two ranks' lines come in any order.
      let lines = errorLines(result).filter { !$0.hasPrefix("lockstep: injected: ") }
      try #require(lines.count == 1, "\(result)")
      for words in flip.words { #expect(lines[0].contains(words), "\(result)") }
      // The one from before the fault may not have been on the disk yet; there is none from after
      // it.
      let expected = try SoloRuns.checkpoints(of: Self.settings)
      for (name, content) in try folder.checkpoints() {
        #expect(name == "step-00000010.safetensors")
        #expect(content == expected[name])
      }
    }
  }
}
