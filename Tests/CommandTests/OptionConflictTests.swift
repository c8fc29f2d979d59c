import Foundation
import TestSupport
import Testing

/// Options of which one would make another one meaningless, and paths that are none.
@Suite("lockstep, with options that do not go together")
struct OptionConflictTests {
  @Test(
    "refuses an option that another one would make meaningless, by name",
    arguments: [
      (["--momentum", "0.5"], ["--momentum", "Adam"]),
      (["--model", "sgd-momentum", "--optimizer", "adam", "--momentum", "0.5"], ["--momentum"]),
      (
        ["--learning-rate", "0.1", "--schedule", "cosine:initialLearningRate=0.2,decaySteps=9"],
        ["--learning-rate", "--schedule"]
      ),
      (
        [
          "--optimizer", "sgd:learningRate=0.1", "--schedule",
          "cosine:initialLearningRate=0.2,decaySteps=9",
        ], ["learningRate of --optimizer", "--schedule"]
      ),
      (
        ["--optimizer", "sgd:learningRate=0.1", "--learning-rate", "0.2"],
        ["--learning-rate", "learningRate of --optimizer"]
      ),
      (
        ["--reduce-lr", "loss", "--schedule", "cosine:decaySteps=9"],
        ["beside --reduce-lr is CosineDecay"]
      ),
      (["--validate", "--validation-split", "0.5"], ["--validate", "--validation-split"]),
      (["--histogram-freq", "2"], ["--histogram-freq", "--tensorboard"]),
      (["--clip-norm", "1", "--clip-value", "1"], ["--clip-norm and --clip-value"]),
    ])
  func pairs(arguments: [String], words: [String]) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(arguments)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }

  @Test(
    "refuses options of updates where nothing is updated",
    arguments: [
      ["--optimizer", "sgd"], ["--learning-rate", "0.1"], ["--clip-norm", "1"],
      ["--metrics", "accuracy"],
    ])
  func checkGradients(arguments: [String]) throws {
    let result = try Job.solo("lockstep", ["check-gradients", "mlp"] + arguments)
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["Unknown option '\(arguments[0])'"])
  }

  @Test("launches no launcher", arguments: ["mpirun", "/usr/bin/mpiexec", "srun"])
  func launchers(program: String) throws {
    let result = try Job.solo(
      "lockstep", ["launch", "--ranks", "2", "--max-restarts", "0", "--", program, "-np", "2", "x"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["launch starts mpirun itself"])
  }

  @Test("writes no report over a file that it reads")
  func outputs() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1"])
      let saved = folder.path("run/step-00000001.safetensors")
      let before = try Data(contentsOf: URL(filePath: saved))
      let link = folder.path("link")
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: saved)
      for option in ["--log", "--csv", "--report"] {
        let result = try folder.attempt(["--initial-weights", saved, option, link], run: "other")
        #expect(result.exitCode == 64, "\(result)")
        expectOneErrorLine(result, containing: [option, "that of --initial-weights"])
      }
      #expect(try Data(contentsOf: URL(filePath: saved)) == before)
    }
  }

  @Test("says that first weights are not used where a run goes on")
  func initialWeights() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try folder.train(["--epochs", "1"])
      let saved = folder.path("run/step-00000001.safetensors")
      let start = ["--initial-weights", saved, "--epochs", "2"]
      let fresh = try folder.train(start + ["--resume"], run: "new")
      #expect(!fresh.standardError.contains("are not used"), "\(fresh)")
      let resumed = try folder.train(start + ["--resume", "--epochs", "3"], run: "new")
      let notes = errorLines(resumed).filter { $0.contains("the weights of \(saved) are not used") }
      #expect(notes.count == 1, "\(resumed)")
    }
  }

  @Test(
    "says of an empty text that it is no path",
    arguments: [
      ["summary", ""], ["evaluate", ""], ["evaluate", "x", "--data", ""], ["check-gradients", ""],
      ["train", "--model", ""], ["train", "--csv", ""], ["train", "--log", ""],
      ["train", "--tensorboard", ""], ["train", "--report", ""],
      ["train", "--data", ""], ["train", "--checkpoint-dir", ""], ["train", "--monitor", ""],
      ["train", "--initial-weights", ""],
      ["launch", "--hostfile", "", "--max-restarts", "0", "--", "true"],
    ])
  func emptyPaths(arguments: [String]) throws {
    let result = try Job.solo("lockstep", arguments)
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["is an empty text; expected a path"])
  }

  /// None of them may wait for a writer, or read without an end.
  @Test("refuses pipes and devices as files to read", arguments: ["pipe.json", "/dev/zero"])
  func devices(path: String) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      #expect(unsafe mkfifo(folder.path("pipe.json"), 0o600) == 0)
      for arguments in [
        ["summary", path], ["evaluate", path], ["train", "--model", path],
        ["train", "--data", folder.data.path, "--initial-weights", path],
      ] {
        let result = try folder.lockstep(arguments)
        #expect(result.exitCode == 65, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: [path, "a pipe or a device; expected a file"])
      }
      let data = try folder.lockstep(["train", "--data", path])
      #expect(data.exitCode == 65, "\(data)")
      expectOneErrorLine(data, containing: [path, "a pipe or a device; expected a file"])
    }
  }
}
