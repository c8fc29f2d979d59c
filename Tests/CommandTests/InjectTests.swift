import Foundation
import TestSupport
import Testing

/// Faults that end or hold up a run of the command.
@Suite("train --inject")
struct InjectTests {
  /// Ten steps an epoch, the last of 12 samples.
  private static let settings = RunSettings(sampleCount: 300, batchSize: 32, epochs: 2)
  private static let first = "step-00000010.safetensors"

  private func run(
    _ folder: TrainingFolder, _ arguments: [String], in world: World = .solo,
    environment: [String: String] = [:], options: [String] = []
  ) throws -> JobResult {
    try folder.lockstep(
      ["train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0"]
        + Self.settings.arguments + arguments, in: world, environment: environment,
      options: options)
  }

  /// The first checkpoint may still be on its way to the disk while the next steps are made.
  private func expectFirstAtMost(_ folder: TrainingFolder) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    for (name, content) in try folder.checkpoints() {
      #expect(name == Self.first)
      #expect(content == expected[name])
    }
  }

  @Test(
    "kill ends the job with one line, and the run that goes on in the same bytes",
    arguments: [(World.solo, 0), (.ranks(3), 2), (.ranks(4, perHost: 2), 0)])
  func kill(world: World, rank: Int) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let fault = ["--inject", "kill:rank=\(rank),step=13"]
      let result = try run(folder, fault, in: world)
      #expect(result.exitCode == 137, "\(result)")
      #expect(
        errorLines(result) == ["lockstep: injected: kill of rank \(rank) at step 13"], "\(result)")
      try expectFirstAtMost(folder)
      // The first checkpoint is written in the background: the kill may come before it is there.
      let warnings =
        try folder.checkpoints().isEmpty
        ? ["lockstep: warning: run holds no checkpoint; starting afresh"] : []

      let again = try run(
        folder, fault + ["--resume"], in: world, environment: ["LOCKSTEP_ATTEMPT": "2"])
      #expect(again.exitCode == 0, "\(again)")
      #expect(errorLines(again) == warnings, "\(again)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test("term asks a rank to end", arguments: [World.solo, .ranks(2)])
  func term(world: World) throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(
        folder, ["--inject", "term:rank=\(world.size - 1),step=13"], in: world)
      #expect(result.exitCode == 75, "\(result)")
      #expect(try folder.checkpoints().keys.max() == "step-00000013.safetensors")
    }
  }

  @Test(
    "stop and hang let no rank go further, and are found",
    arguments: [("stop", "is stopped"), ("hang", "hangs"), ("hang:mode=busy", "hangs")])
  func stall(word: String, finding: String) throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let fault = word + (word.contains(":") ? "," : ":") + "rank=1,step=13"
      let result = try run(
        folder, ["--inject", fault, "--timeout", "3s", "--log", "log", "--log-every", "1"],
        in: .ranks(3))
      #expect(result.exitCode == 70, "\(result)")
      let lines = errorLines(result)
      try #require(lines.count == 2, "\(result)")
      #expect(lines[0].hasPrefix("lockstep: injected: "), "\(result)")
      #expect(lines[0].hasSuffix(" of rank 1 at step 13"), "\(result)")
      for words in ["lockstep: error: no progress on ", "rank 1 (process ", finding] {
        #expect(lines[1].contains(words), "\(words) is not in: \(lines[1])")
      }
      let last = try #require(folder.lines("log").last)
      #expect(last.contains(#""step":12}"#), "\(last)")
    }
  }

  @Test("slow holds a step up, and changes no bit")
  func slow() throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(
        folder,
        ["--inject", "slow:rank=1,step=3,ms=700", "--inject", "slow:rank=0,step=3,ms=1"],
        in: .ranks(2))
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.duration >= .milliseconds(700))
      #expect(
        errorLines(result).sorted() == [
          "lockstep: injected: pause of 1 ms of rank 0 at step 3",
          "lockstep: injected: pause of 700 ms of rank 1 at step 3",
        ], "\(result)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test(
    "nan ends the job before anything is spoilt", arguments: [World.solo, .ranks(3)])
  func notANumber(world: World) throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let rank = world.size - 1
      let result = try run(folder, ["--inject", "nan:rank=\(rank),step=13"], in: world)
      #expect(result.exitCode == 70, "\(result)")
      // Two ranks' lines come in any order.
      let lines = errorLines(result).sorted()
      try #require(lines.count == 2, "\(result)")
      #expect(lines[0].hasPrefix("lockstep: error: "), "\(result)")
      for words in ["the input for sample ", "is not finite at step 13"] {
        #expect(lines[0].contains(words), "\(result)")
      }
      let words = "lockstep: injected: NaN in the samples of rank \(rank) at step 13, index "
      #expect(lines[1].hasPrefix(words), "\(result)")
      try expectFirstAtMost(folder)
    }
  }

  /// Nothing notices it unless it is looked for: the run ends in other bytes.
  @Test(
    "bitflip changes the numbers from its step on", arguments: ["gradient", "weights", "slots"])
  func bitFlip(part: String) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(
        folder, ["--inject", "bitflip:rank=1,step=13,part=\(part),bit=22"], in: .ranks(2))
      #expect(result.exitCode == 0, "\(result)")
      let words = "lockstep: injected: flip of bit 22 in the \(part) of rank 1 at step 13, index "
      #expect(errorLines(result).map { $0.hasPrefix(words) } == [true], "\(result)")
      let found = try folder.checkpoints()
      #expect(found[Self.first] == expected[Self.first], "before the fault")
      let last = "step-00000020.safetensors"
      let difference = try firstTensorDifference(
        #require(found[last]), #require(expected[last]))
      #expect(difference != nil, "the flipped bit made no difference")
    }
  }

  @Test("torn-write leaves half a file, which is set aside", arguments: [World.solo, .ranks(3)])
  func tornWrite(world: World) throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(folder, ["--inject", "torn-write:step=11"], in: world)
      #expect(result.exitCode == 137, "\(result)")
      let last = "step-00000020.safetensors"
      let whole = try #require(expected[last])
      #expect(
        errorLines(result) == [
          "lockstep: injected: torn write of the checkpoint of step 20, \(whole.count / 2) of "
            + "\(whole.count) bytes left"
        ], "\(result)")
      let left = try folder.checkpoints()
      #expect(left[Self.first] == expected[Self.first])
      #expect(left[last] == whole.prefix(whole.count / 2))

      let again = try run(folder, ["--resume"], in: world)
      #expect(again.exitCode == 0, "\(again)")
      #expect(errorLines(again).count == 1, "\(again)")
      #expect(errorLines(again).first?.contains("set aside a damaged") == true, "\(again)")
      try expectSame(folder.checkpoints(), expected)
    }
  }

  @Test("disk-full ends the job and leaves the checkpoints before it")
  func fullDisk() throws {
    let expected = try SoloRuns.checkpoints(of: Self.settings)
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try run(folder, ["--inject", "disk-full:step=11"], in: .ranks(2))
      #expect(result.exitCode == 74, "\(result)")
      let lines = errorLines(result)
      try #require(lines.count == 2, "\(result)")
      #expect(lines[0] == "lockstep: injected: full disk at the checkpoint of step 20")
      #expect(lines[1].hasPrefix("lockstep: error: run/step-00000020.safetensors"), "\(result)")
      #expect(lines[1].contains("cannot write: No space left on device"), "\(result)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path("run")).sorted()
      #expect(left == ["lockstep.lock", Self.first])
      #expect(try folder.checkpoints()[Self.first] == expected[Self.first])
    }
  }
}
