import Foundation
import TestSupport
import Testing

/// `--model FILE.json`, with files of the form that Keras's `to_json()` prints.
@Suite("a model in a file")
struct ModelFileTests {
  /// Two branches over the pixels, added, and batch normalization: compiled with another optimizer.
  private static let branched = """
    {"class_name": "Functional", "config": {"name": "branched", "layers": [
      {"class_name": "InputLayer", "name": "pixels", "inbound_nodes": [],
       "config": {"batch_shape": [null, 784], "name": "pixels"}},
      {"class_name": "Dense", "name": "left",
       "config": {"name": "left", "units": 16, "activation": "relu"},
       "inbound_nodes": [{"args": [\(tensor("pixels"))], "kwargs": {}}]},
      {"class_name": "Dense", "name": "right",
       "config": {"name": "right", "units": 16, "activation": "tanh"},
       "inbound_nodes": [{"args": [\(tensor("pixels"))], "kwargs": {}}]},
      {"class_name": "Add", "name": "sum", "config": {"name": "sum"},
       "inbound_nodes": [{"args": [[\(tensor("left")), \(tensor("right"))]], "kwargs": {}}]},
      {"class_name": "BatchNormalization", "name": "norm", "config": {"name": "norm"},
       "inbound_nodes": [{"args": [\(tensor("sum"))], "kwargs": {}}]},
      {"class_name": "Dense", "name": "probabilities",
       "config": {"name": "probabilities", "units": 10, "activation": "softmax"},
       "inbound_nodes": [{"args": [\(tensor("norm"))], "kwargs": {}}]}],
     "input_layers": ["pixels", 0, 0], "output_layers": [["probabilities", 0, 0]]},
     "compile_config": {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"],
       "optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.125}}}}
    """

  private static func tensor(_ layer: String) -> String {
    """
    {"class_name": "__keras_tensor__", "config": {"keras_history": ["\(layer)", 0, 0]}}
    """
  }

  /// A run's settings with the file; the file lies in the folder that runs share.
  private func withFile<Result>(
    _ text: String, _ body: (TrainingFolder) throws -> Result
  ) throws -> Result {
    try TrainingFolder.with(sampleCount: 150) { folder in
      try Data(text.utf8).write(to: folder.url.appending(path: "model.json"))
      return try body(folder)
    }
  }

  @Test("trains to the same files on any number of ranks")
  func identity() throws {
    try withFile(Self.branched) { folder in
      let arguments = ["--model", "model.json", "--epochs", "2", "--batch-size", "64"]
      try folder.train(arguments)
      let expected = try folder.checkpoints()
      for (rankCount, exchange) in [(2, "shared"), (3, "ordered"), (8, "shared")] {
        let run = "\(rankCount)-\(exchange)"
        try folder.train(
          arguments + ["--exchange", exchange], in: .ranks(rankCount), run: run)
        try expectSame(folder.checkpoints(run: run), expected)
      }
      let name = try #require(expected.keys.max())
      let result = try folder.lockstep(
        ["evaluate", folder.path("run/" + name), "--data", folder.data.path, "--verbose", "0"])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardOutput.contains("Test accuracy: "), "\(result)")
    }
  }

  @Test("is trained as it was compiled, unless options say otherwise")
  func compiled() throws {
    try withFile(Self.branched) { folder in
      try folder.train(["--model", "model.json", "--epochs", "1", "--log", "log"])
      #expect(try folder.lines("log")[0].contains(#""optimizer":"SGD""#))
      #expect(try folder.lines("log")[0].contains(#""learningRate":0.125"#))
      try folder.train(
        ["--model", "model.json", "--epochs", "1", "--log", "log", "--optimizer", "adam"],
        run: "other")
      #expect(try folder.lines("log")[0].contains(#""optimizer":"Adam""#))
    }
  }

  @Test("is shown by summary")
  func summary() throws {
    try withFile(Self.branched) { folder in
      let result = try folder.lockstep(["summary", "model.json"])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardOutput.contains("left[0][0],"), "\(result)")
      #expect(result.standardOutput.contains(" Non-trainable params: 32 (128.00 B)"), "\(result)")
    }
  }

  @Test(
    "is refused with its path and the place in it",
    arguments: [
      ("{", ["model.json", "no JSON"]), ("[]", ["model.json", "to_json()"]),
      (
        branched.replacing("\"Add\"", with: "\"LSTM\""),
        ["model.json", "config.layers[3]", "layer LSTM is not supported"]
      ),
      (branched.replacing("[\"sum\", 0, 0]", with: "[\"sums\", 0, 0]"), ["model.json", "sums"]),
      (branched.replacing("\"units\": 16", with: "\"units\": 0"), ["model.json", "units"]),
    ])
  func errors(text: String, words: [String]) throws {
    try withFile(text) { folder in
      for arguments in [["summary", "model.json"], ["train", "--model", "model.json"]] {
        let result = try folder.lockstep(arguments)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }

  @Test("that is missing is an error of its own")
  func missing() throws {
    try withFile(Self.branched) { folder in
      let result = try folder.lockstep(["summary", "nothing.json"])
      #expect(result.exitCode == 66, "\(result)")
      expectOneErrorLine(result, containing: ["nothing.json"])
    }
  }
}
