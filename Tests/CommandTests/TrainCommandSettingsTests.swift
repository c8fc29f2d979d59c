import FileFormats
import Foundation
import TestSupport
import Testing

/// What the options that say how a model is trained make of it.
@Suite("train, with settings of its own")
struct TrainCommandSettingsTests {
  private static let sampleCount = 150

  /// The `compile` entry of the only checkpoint after one epoch.
  private func compilation(_ arguments: [String]) throws -> JSON {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(["--epochs", "1"] + arguments)
      let bytes = try folder.newest()
      try bytes.write(to: folder.url.appending(path: "newest"))
      let text = try SafetensorsFile(folder.path("newest")).metadata["compile"]
      return try JSON(parsing: Array(#require(text).utf8))
    }
  }

  @Test(
    "finds losses under Keras's identifiers and class names",
    arguments: [
      ("binary_crossentropy", "BinaryCrossentropy"), ("BinaryCrossentropy", "BinaryCrossentropy"),
      ("CategoricalCrossentropy", "CategoricalCrossentropy"),
      ("sparse_categorical_crossentropy", "SparseCategoricalCrossentropy"),
      ("mse", "MeanSquaredError"), ("mean_absolute_error", "MeanAbsoluteError"),
      ("poisson", "Poisson"),
    ])
  func losses(word: String, className: String) throws {
    let found = try compilation(["--loss", word])
    #expect(found["losses"]?.arrayValue?.first?["class_name"]?.stringValue == className)
  }

  @Test("gives losses and metrics their arguments")
  func arguments() throws {
    let found = try compilation([
      "--loss", "categorical_crossentropy:labelSmoothing=0.125",
      "--metrics", "accuracy,top_k_categorical_accuracy:k=3",
    ])
    #expect(
      found["losses"]?.arrayValue?.first?["config"]?["label_smoothing"]?.numberValue == 0.125)
    #expect(
      found["metrics"]?.arrayValue?.first?.arrayValue?.last?["config"]?["k"]?.integerValue == 3)
  }

  @Test(
    "clips by value, norm and global norm",
    arguments: [
      ("--clip-value", "clipvalue"), ("--clip-norm", "clipnorm"),
      ("--global-clip-norm", "global_clipnorm"),
    ])
  func clipping(option: String, key: String) throws {
    let found = try compilation([option, "0.5"])
    #expect(found["optimizer"]?["config"]?[key]?.numberValue == 0.5)
  }

  @Test("evaluates a share of the samples instead of training on them")
  func validationSplit() throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(["--epochs", "1", "--validation-split", "0.2", "--log", "log"])
      let lines = try folder.lines("log").map { try JSON(parsing: Array($0.utf8)) }
      #expect(lines[0]["trainSamples"]?.integerValue == 120)
      #expect(lines[1]["valLoss"]?.numberValue != nil)
    }
  }

  /// The first batch of all samples in order has the first weights' loss.
  @Test("logs every batch's loss before its update", arguments: [World.solo, .ranks(3)])
  func logEvery(world: World) throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      let result = try folder.train(
        [
          "--epochs", "2", "--batch-size", "50", "--no-shuffle", "--log-every", "2",
          "--optimizer", "sgd", "--learning-rate", "0",
        ], in: world)
      let lines = try result.standardOutput.split(separator: "\n").filter { $0.hasPrefix("{") }
        .map { try JSON(parsing: Array($0.utf8)) }
      #expect(lines.map { $0["step"]?.integerValue } == [2, 4, 6])
      let losses = lines.compactMap { $0["loss"]?.numberValue }
      try #require(losses.count == 3)
      // Nothing is learned: steps 2, 4 and 6 are batches 2, 1 and 3 of the same epoch.
      let log = try folder.train(
        [
          "--epochs", "1", "--batch-size", "50", "--no-shuffle", "--log-every", "1",
          "--optimizer", "sgd", "--learning-rate", "0", "--log", "log",
        ], in: world, run: "other")
      #expect(!log.standardOutput.contains("{"), "\(log)")
      let others = try folder.lines("log").map { try JSON(parsing: Array($0.utf8)) }
        .filter { $0["step"] != nil }.compactMap { $0["loss"]?.numberValue }
      #expect(losses == [1, 0, 2].map { others[$0] })
    }
  }

  @Test("starts from the weights of a file", arguments: [World.solo, .ranks(2)])
  func initialWeights(world: World) throws {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(["--epochs", "1", "--seed", "5"])
      let saved = folder.path("run/" + (try #require(folder.checkpoints().keys.max())))
      // Nothing is learned, so the weights stay those of the file, whatever the seed.
      try folder.train(
        [
          "--epochs", "1", "--initial-weights", saved, "--optimizer", "sgd", "--learning-rate",
          "0",
        ], in: world, run: "other")
      let found = try SafetensorsFile(
        folder.path("other/" + (try #require(folder.checkpoints(run: "other").keys.max()))))
      let expected = try SafetensorsFile(saved)
      for name in ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"] {
        #expect(
          try found.floats(name).map(\.bitPattern) == expected.floats(name).map(\.bitPattern),
          "\(name)")
      }
      let missing = try folder.attempt(
        ["--model", "deep", "--initial-weights", saved], in: world, run: "third")
      #expect(missing.exitCode == 65)
      expectOneErrorLine(missing, containing: [saved, "dense/kernel", "[784, 256]"])
    }
  }

  @Test("names an invalid option, with a suggestion")
  func errors() throws {
    let cases: [([String], [String])] = [
      (["--loss", "categorical_crosentropy"], ["did you mean categorical_crossentropy?"]),
      (["--loss", "poisson:k=1"], ["k in poisson:k=1"]),
      (["--metrics", "acuracy"], ["did you mean accuracy?"]),
      (["--model", "cn"], ["did you mean cnn?"]),
      (["--optimizer", "adma"], ["did you mean adam?"]),
      (
        ["--clip-norm", "1", "--clip-value", "1"], ["--clip-norm and --clip-value", "one of them"]
      ),
      (["--clip-norm", "0"], ["--clip-norm is 0.0", "above 0"]),
      (["--validation-split", "0.5", "--validate"], ["--validation-split", "--validate"]),
      (["--log-every", "0"], ["--log-every is 0", "at least 1"]),
    ]
    try TrainingFolder.with(sampleCount: 20) { folder in
      for (arguments, words) in cases {
        let result = try folder.attempt(arguments)
        #expect(result.exitCode == 64, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
      let split = try folder.attempt(["--validation-split", "1.5"])
      #expect(split.exitCode == 64)
      expectOneErrorLine(split, containing: ["--validation-split", "1.5"])
    }
  }
}
