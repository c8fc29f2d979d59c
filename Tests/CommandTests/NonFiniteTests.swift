import Foundation
import TestSupport
import Testing

/// Steps whose numbers are none.
@Suite("train --on-nan")
struct NonFiniteTests {
  /// Ten steps an epoch, the last of 12 samples.
  private static let settings = RunSettings(sampleCount: 300, batchSize: 32, epochs: 2)
  private static let worlds: [World] = [
    .solo, .ranks(3), .ranks(4, perHost: 2), .ranks(3, perHost: 1),
  ]

  /// The last rank's samples have a NaN in step 13.
  private func checkpoints(_ policy: String, in world: World) throws -> [String: Data] {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try folder.lockstep(
        ["train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0"]
          + Self.settings.arguments
          + ["--inject", "nan:rank=\(world.size - 1),step=13", "--on-nan", policy],
        in: world)
      #expect(result.exitCode == 0, "\(result)")
      // Two ranks' lines come in any order.
      let lines = errorLines(result).filter { !$0.hasPrefix("lockstep: injected: ") }
      try #require(lines.count == 1, "\(result)")
      #expect(lines[0].hasPrefix("lockstep: warning: the input for sample "), "\(result)")
      #expect(lines[0].contains("is not finite at step 13 (epoch 2)"), "\(result)")
      return try folder.checkpoints()
    }
  }

  @Test("skip omits the update, and rollback returns to the last checkpoint, on any ranks")
  func policies() throws {
    let undisturbed = try SoloRuns.checkpoints(of: Self.settings)
    var found: [[String: Data]] = []
    for policy in ["skip", "rollback"] {
      let expected = try checkpoints(policy, in: .solo)
      for world in Self.worlds.dropFirst() {
        try expectSame(checkpoints(policy, in: world), expected)
      }
      found.append(expected)
    }
    let (first, last) = ("step-00000010.safetensors", "step-00000020.safetensors")
    for checkpoints in found {
      #expect(checkpoints[first] == undisturbed[first], "before the step")
      #expect(checkpoints[last] != undisturbed[last], "after the step")
    }
    #expect(found[0][last] != found[1][last], "skip and rollback")
  }

  @Test("ends a run in which nothing is finite any more, whatever was asked for")
  func tooMany() throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let result = try folder.attempt(
        [
          "--optimizer", "sgd", "--learning-rate", "1e30", "--batch-size", "16", "--on-nan", "skip",
        ], in: .ranks(2))
      #expect(result.exitCode == 70, "\(result)")
      let lines = errorLines(result)
      #expect(lines.dropLast().allSatisfy { $0.hasPrefix("lockstep: warning: ") }, "\(result)")
      #expect(lines.count == 11, "\(result)")
      #expect(lines.last?.contains("after 10 skipped steps") == true, "\(result)")
    }
  }

  @Test("accepts no other value")
  func word() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(["--on-nan", "ignore"], in: .solo)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(
        result, containing: ["--on-nan is ignore", "expected stop, skip or rollback"])
    }
  }
}
