import Foundation
import TestSupport
import Testing

/// Replays of random steps as random ranks of jobs of several sizes.
///
/// A few belong to the ordinary tests; `scripts/test --hard` makes a hundred, of jobs of one to
/// eight ranks.
@Suite("random replays", .timeLimit(.minutes(30)))
struct RandomReplayTests {
  private static let epochs = 3
  private static let worldSizes = RandomTier.isHard ? Array(1...8) : [1, 3]
  private static let count = RandomTier.count(default: 8)

  /// Each log has what every rank of its job had; the steps' digests are those of all jobs.
  @Test("have the gradients of the step, and of the rank in it, in every job's log")
  func digests() throws {
    try TrainingFolder.with(sampleCount: RandomLayers.sampleCount) { folder in
      let options = try RandomLayers.options(in: folder, epochs: Self.epochs)
      for worldSize in Self.worldSizes {
        try folder.train(
          options + [
            "--digest", folder.path("log-\(worldSize)"), "--digest-gradients", "--digest-ranks",
          ], in: worldSize == 1 ? .solo : .ranks(worldSize), run: "run-\(worldSize)")
      }
      var generator = NumberGenerator(seed: RandomTier.seed)
      for number in 0..<Self.count {
        let step = 1 + generator.below(Self.epochs * RandomLayers.stepsPerEpoch)
        let worldSize = generator.pick(Self.worldSizes)
        let rank = generator.below(worldSize)
        // The checkpoints of any job serve.
        let run = "run-\(generator.pick(Self.worldSizes))"
        let result = try folder.lockstep([
          "replay", run, "--data", folder.data.path, "--step", "\(step)", "--rank", "\(rank)",
          "--of", "\(worldSize)", "--digest", "log-\(worldSize)",
        ])
        #expect(result.exitCode == 0, "seed \(RandomTier.seed), number \(number): \(result)")
        let last = result.standardOutput.split(separator: "\n").last
        #expect(
          last == "The same digests as in log-\(worldSize), also of rank \(rank).",
          "seed \(RandomTier.seed), number \(number): step \(step) of \(run): \(result)")
      }
    }
  }

  @Test("name what a rank had otherwise")
  func otherGradient() throws {
    try TrainingFolder.with(sampleCount: RandomLayers.sampleCount) { folder in
      let options = try RandomLayers.options(in: folder, epochs: 1)
      try folder.train(
        options + [
          "--digest", folder.path("log"), "--digest-gradients", "--digest-ranks", "--inject",
          "bitflip:rank=1,step=3,part=gradient,bit=20",
        ], in: .ranks(2))
      func replay(rank: Int, of worldSize: Int) throws -> JobResult {
        try folder.lockstep([
          "replay", "run", "--data", folder.data.path, "--step", "3", "--rank", "\(rank)", "--of",
          "\(worldSize)", "--digest", "log",
        ])
      }
      let wrong = try replay(rank: 1, of: 2)
      #expect(wrong.exitCode == 1, "\(wrong)")
      #expect(
        wrong.standardOutput.contains("\n  rank 1, gradients: dense/kernel block 0["),
        "\(wrong)")
      // The step's sum is wrong, the other rank's part of it is not.
      for result in [try replay(rank: 0, of: 2), try replay(rank: 1, of: 3)] {
        #expect(result.exitCode == 1, "\(result)")
        #expect(!result.standardOutput.contains("\n  rank "), "\(result)")
        #expect(result.standardOutput.contains("\n  gradients: dense/kernel\n"), "\(result)")
      }
    }
  }
}
