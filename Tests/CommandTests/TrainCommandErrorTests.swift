import Foundation
import TestSupport
import Testing

/// Invalid runs end with their exit code and one line, solo and on two ranks.
@Suite("train, with errors")
struct TrainCommandErrorTests {
  /// An invalid command line, and its error.
  struct Case: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let words: [String]

    init(_ arguments: String..., saying words: [String]) {
      self.arguments = arguments
      self.words = words
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let options: [Case] = [
    Case("--batch-size", "0", saying: ["batch size is 0", "at least 1"]),
    Case("--batch-size", "many", saying: ["--batch-size", "many"]),
    Case("--epochs", "-1", saying: ["number of epochs is -1", "at least 1"]),
    Case("--epochs=-1", saying: ["number of epochs is -1", "at least 1"]),
    Case("--epochs", "0", saying: ["number of epochs is 0", "at least 1"]),
    Case("--learning-rate", "nan", saying: ["learning rate is nan"]),
    Case("--learning-rate", "inf", saying: ["learning rate is inf"]),
    Case("--learning-rate=-1", saying: ["learning rate is -1"]),
    Case("--optimizer", "newton", saying: ["--optimizer is newton", "adam, adamw"]),
    Case("--momentum", "0.5", saying: ["--momentum", "sgd"]),
    Case("--optimizer", "sgd", "--momentum", "nan", saying: ["--momentum is nan"]),
    Case("--model", "transformer", saying: ["--model is transformer", "mlp"]),
    Case("--exchange", "pigeon", saying: ["pigeon", "auto, shared, ordered or mpi"]),
    Case("--leaves", "3", saying: ["leaf count is 3", "power of two"]),
    Case("--leaves", "2048", saying: ["leaf count is 2048", "1024"]),
    Case("--seed", "18446744073709551616", saying: ["--seed"]),
    Case("--train-samples", "0", saying: ["--train-samples is 0", "at least 1"]),
    Case("--keep", "0", saying: ["--keep is 0", "at least 1"]),
    Case("--log-every", "0", saying: ["--log-every is 0", "at least 1"]),
    Case("--verify-every", "0", saying: ["--verify-every is 0", "at least 1"]),
    Case("--validation-split", "nan", saying: ["--validation-split is nan", "from 0 to below 1"]),
    Case("--validation-split", "1", saying: ["--validation-split is 1.0", "from 0 to below 1"]),
    Case("--validation-split=-0.1", saying: ["--validation-split is -0.1", "from 0 to below 1"]),
    Case(
      "--validate", "--validation-split", "0.5",
      saying: ["--validation-split is both", "no --validate beside it"]),
    Case(
      "--csv", "numbers", "--log", "./numbers",
      saying: ["log is ./numbers", "another file than the CSV file's"]),
    Case(
      "--checkpoint-dir", "a", "--log", "a/lockstep.lock", saying: ["log is a/lockstep.lock"]),
    Case(
      "--checkpoint-dir", "a", "--csv", "b/../a/step-00000001.safetensors",
      saying: ["CSV file is b/../a/step-"]),
    Case("--max-steps=-1", saying: ["number of steps is -1"]),
    Case("--verbose", "3", saying: ["--verbose is 3", "0, 1 or 2"]),
    Case("--resume", saying: ["--checkpoint-dir"]),
    Case("--layers", "7", saying: ["--layers", "lockstep --help"]),
    Case("surplus", saying: ["surplus"]),
  ]

  @Test("refuses an option, solo", arguments: options)
  func optionAlone(refused: Case) throws {
    try expectRefusal(refused, in: .solo)
  }

  @Test(
    "refuses an option once for all ranks",
    arguments: options.filter {
      ["--batch-size", "--exchange", "--layers", "--resume"].contains($0.arguments[0])
    })
  func optionOnRanks(refused: Case) throws {
    try expectRefusal(refused, in: .ranks(2))
  }

  private func expectRefusal(_ refused: Case, in world: World) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.lockstep(
        ["train", "--data", folder.data.path] + refused.arguments, in: world)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: refused.words)
      if world.rankCount == nil {
        #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
      }
      #expect(result.standardOutput == "", "\(result)")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
      #expect(left == ["images"], "a refused run must leave nothing")
    }
  }

  @Test("refuses more ranks than leaves")
  func moreRanksThanLeaves() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(["--leaves", "2"], in: .ranks(3))
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["3 ranks for 2 leaves", "--leaves"])
    }
  }

  @Test("refuses the exchange shared on several hosts")
  func sharedOnSeveralHosts() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(["--exchange", "shared"], in: .ranks(3, perHost: 2))
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["shared", "2 hosts", "ordered"])
    }
  }

  /// As when a host has another version of the start script.
  @Test("names the rank that was started with other options")
  func disagreement() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let usual = ["train", "--data", folder.data.path, "--seed"]
      let command = try Products.path(of: "lockstep")
      let result = try folder.lockstep(
        usual + ["1", ":", "-np", "1", command] + usual + ["2"], in: .ranks(1))
      #expect(result.exitCode == 76, "\(result)")
      expectOneErrorLine(
        result, containing: ["options differ", "rank 1 has", "--seed 2", "rank 0 has", "--seed 1"])
    }
  }

  /// As when a host's copy of the data is another one: each rank here passes for a host.
  @Test("names the rank with other data")
  func otherData() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let others = folder.url.appending(path: "others")
      try SmallImages.write(to: others, trainCount: 20)
      let images = others.appending(path: SmallImages.names[0])
      var bytes = try Data(contentsOf: images)
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: images)
      let command = try Products.path(of: "lockstep")
      let result = try Job.mpirun(
        1, "lockstep",
        ["train", ":", "-np", "1", "env", "MNIST_DIR=\(others.path)", command, "train"],
        environment: ["LOCKSTEP_RANKS_PER_HOST": "1"], directory: folder.url,
        options: ["env", "MNIST_DIR=\(folder.data.path)"])
      #expect(result.exitCode == 76, "\(result)")
      expectOneErrorLine(result, containing: ["training data differ", "rank 1 has 20 samples"])
      #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
    }
  }

  @Test(
    "stops at a loss that is not finite, and saves nothing", arguments: [World.solo, .ranks(3)])
  func notFinite(world: World) throws {
    try TrainingFolder.with(sampleCount: 300) { folder in
      let result = try folder.attempt(
        ["--optimizer", "sgd", "--learning-rate", "1e30"], in: world)
      #expect(result.exitCode == 70, "\(result)")
      expectOneErrorLine(result, containing: ["not finite at step", "smaller learning rate"])
      #expect(try folder.checkpoints() == [:])
    }
  }

  /// An error on one rank must not leave the others waiting.
  @Test("takes every rank down within five seconds")
  func everyRankEnds() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try Data("junk".utf8).write(to: folder.data.appending(path: SmallImages.names[0]))
      // Each rank leaves its process number before it becomes the command.
      let wrapper = ["sh", "-c", "echo $$ > rank-$OMPI_COMM_WORLD_RANK; exec \"$0\" \"$@\""]
      let result = try folder.lockstep(
        ["train", "--data", folder.data.path], in: .ranks(4), options: wrapper)
      #expect(result.exitCode == 65, "\(result)")
      for rank in 0..<4 {
        let process = try #require(Int32(folder.lines("rank-\(rank)")[0]))
        #expect(Processes.ends(process, within: .seconds(5)), "rank \(rank) still runs")
      }
    }
  }
}
