import FileFormats
import Foundation
import TestSupport
import Testing

/// The first promise: all checkpoints of a run are the same files, byte for byte.
///
/// Every run has a folder of its own, so that no path can be in a file either.
@Suite("train, on any number of ranks")
struct TrainCommandIdentityTests {
  /// 11 steps an epoch; the last batch has 3 samples, which leaves five of eight leaves empty.
  private static let usual = RunSettings(sampleCount: 1_283, batchSize: 128, epochs: 2)

  private func expectSameAsAlone(
    _ settings: RunSettings, in world: World, _ further: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = try SoloRuns.checkpoints(of: settings)
    try TrainingFolder.with(sampleCount: settings.sampleCount) { folder in
      try folder.train(
        settings.arguments + further, in: world, sourceLocation: sourceLocation)
      try expectSame(folder.checkpoints(), expected, sourceLocation: sourceLocation)
    }
  }

  @Test(
    "writes the files of a solo run",
    arguments: [1, 2, 3, 4, 5, 7, 8], ["shared", "ordered"])
  func everyWorldSize(rankCount: Int, exchange: String) throws {
    try expectSameAsAlone(Self.usual, in: .ranks(rankCount), ["--exchange", exchange])
  }

  @Test(
    "writes the same files on several hosts",
    arguments: [(4, 2, "ordered"), (5, 2, "ordered"), (3, 1, "auto"), (7, 3, "auto")])
  func severalHosts(rankCount: Int, ranksPerHost: Int, exchange: String) throws {
    try expectSameAsAlone(
      Self.usual, in: .ranks(rankCount, perHost: ranksPerHost), ["--exchange", exchange])
  }

  @Test(
    "writes the same files whatever batches, leaves and optimizer are",
    arguments: [
      RunSettings(sampleCount: 350, batchSize: 100, epochs: 2),
      RunSettings(sampleCount: 60, batchSize: 1, epochs: 1),
      RunSettings(sampleCount: 100, batchSize: 128, epochs: 3),
      RunSettings(sampleCount: 300, batchSize: 64, epochs: 1, further: ["--leaves", "64"]),
      RunSettings(
        sampleCount: 300, batchSize: 64, epochs: 2,
        further: ["--optimizer", "sgd", "--momentum", "0.9", "--seed", "18446744073709551615"]),
    ], [(3, "shared"), (8, "shared"), (5, "ordered")])
  func otherSettings(settings: RunSettings, world: (rankCount: Int, exchange: String)) throws {
    try expectSameAsAlone(settings, in: .ranks(world.rankCount), ["--exchange", world.exchange])
  }

  /// Every named network and every optimizer that keeps other slots than Adam.
  @Test(
    "writes the same files whatever the network and the optimizer are",
    arguments: [
      ["--model", "cnn"], ["--model", "leaky-relu"], ["--model", "sgd-momentum"],
      ["--model", "sparse"], ["--model", "dropout"], ["--model", "deep"],
      ["--model", "batch-norm"], ["--clip-value", "0.001"], ["--clip-norm", "0.01"],
      ["--global-clip-norm", "0.01"], ["--loss", "binary_crossentropy"],
      ["--schedule", "cosine:decaySteps=2"], ["--validation-split", "0.2"], ["--no-shuffle"],
      ["--optimizer", "rmsprop:momentum=0.9,centered=true"], ["--optimizer", "adagrad"],
      ["--optimizer", "adadelta"], ["--optimizer", "adamw"],
    ], [(2, "ordered"), (3, "shared"), (4, "ordered"), (8, "shared")])
  func catalog(further: [String], world: (rankCount: Int, exchange: String)) throws {
    let settings = RunSettings(sampleCount: 150, batchSize: 64, epochs: 1, further: further)
    try expectSameAsAlone(settings, in: .ranks(world.rankCount), ["--exchange", world.exchange])
  }

  /// Sums in the middle of passes, within hosts and between them.
  @Test(
    "writes the same files with batch normalization on several hosts",
    arguments: [(4, 2, "auto"), (7, 3, "ordered"), (3, 1, "auto")])
  func batchNormalization(rankCount: Int, ranksPerHost: Int, exchange: String) throws {
    let settings = RunSettings(
      sampleCount: 150, batchSize: 64, epochs: 1, further: ["--model", "batch-norm"])
    try expectSameAsAlone(
      settings, in: .ranks(rankCount, perHost: ranksPerHost), ["--exchange", exchange])
  }

  /// Data of other kinds than images.
  @Test("writes the same files for moons and counts", arguments: ["moons", "counts"], [3, 8])
  func builtInData(model: String, rankCount: Int) throws {
    func checkpoints(in world: World) throws -> [String: Data] {
      try TrainingFolder.with(sampleCount: 1) { folder in
        let result = try folder.lockstep(
          [
            "train", "--model", model, "--epochs", "1", "--verbose", "0", "--checkpoint-dir",
            "run",
          ], in: world)
        #expect(result.exitCode == 0, "\(result)")
        return try folder.checkpoints()
      }
    }
    try expectSame(checkpoints(in: .ranks(rankCount)), checkpoints(in: .solo))
  }

  @Test(
    "writes the same files with validation as without",
    arguments: [World.solo, .ranks(3), .ranks(4, perHost: 2)])
  func validation(world: World) throws {
    try expectSameAsAlone(Self.usual, in: world, ["--validate"])
  }

  @Test("finds the same losses wherever it validates")
  func evaluationRanks() throws {
    func history(in world: World, _ ranks: String) throws -> String {
      try TrainingFolder.with(sampleCount: Self.usual.sampleCount) { folder in
        let result = try folder.train(
          Self.usual.arguments
            + ["--validate", "--csv", "history.csv", "--evaluate-on", ranks], in: world)
        let file = folder.url.appending(path: "history.csv")
        let results = result.standardOutput.split(separator: "\n").filter { $0.contains("Test") }
        return try String(contentsOf: file, encoding: .utf8) + results.joined(separator: "\n")
      }
    }
    let expected = try history(in: .solo, "first")
    for world in [World.ranks(3), .ranks(4, perHost: 2)] {
      #expect(try history(in: world, "all") == expected, "\(world)")
    }
  }

  @Test("writes the same files whatever it prints and logs", arguments: ["1", "2"])
  func verbosity(verbose: String) throws {
    try expectSameAsAlone(
      Self.usual, in: .ranks(2), ["--verbose", verbose, "--log", "log.jsonl"])
  }

  @Test("writes the same file with the exchange mpi on one rank")
  func allReduceOnOneRank() throws {
    try expectSameAsAlone(Self.usual, in: .ranks(1), ["--exchange", "mpi"])
  }

  /// The order of summation is Open MPI's there, so only the size of the difference is looked at:
  /// far above what rounding does in 22 steps, far below what a wrong sum would.
  @Test("ends with nearly the same loss with the exchange mpi", arguments: [2, 3])
  func allReduce(rankCount: Int) throws {
    func testLoss(in world: World, _ further: [String]) throws -> Double {
      try TrainingFolder.with(sampleCount: Self.usual.sampleCount) { folder in
        try folder.train(
          Self.usual.arguments + ["--log", folder.path("log")] + further, in: world)
        let last = try JSON(parsing: Array(#require(folder.lines("log").last).utf8))
        return try #require(last["testLoss"]?.numberValue)
      }
    }
    let expected = try testLoss(in: .solo, [])
    let found = try testLoss(in: .ranks(rankCount), ["--exchange", "mpi"])
    #expect(abs(found - expected) < 1e-4 * expected, "found \(found), expected \(expected)")
  }
}
