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

  /// A model without an input shape.
  private static let unbuilt = """
    {"class_name": "Sequential", "config": {"name": "unbuilt", "layers": [
      {"class_name": "Flatten", "config": {"name": "flatten"}},
      {"class_name": "Dropout", "config": {"name": "drop", "rate": 0.5}},
      {"class_name": "Dense", "config": {"name": "classes", "units": 10, "activation": "softmax"}}]}}
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
      ("{", ["model.json: JSON, byte 1: found the end"]), ("[]", ["model.json", "to_json()"]),
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

  /// Numbers of layers, of an unbuilt model's too, of the optimizer, its schedule, the loss and a
  /// metric: the file is at fault, and its line says where.
  @Test(
    "with numbers out of range is refused with its path and the place",
    arguments: [
      (branched, #""units": 16"#, #""units": -3"#, "config.layers[1].config.units: found -3"),
      (
        branched, #""activation": "tanh""#,
        #""activation": {"class_name": "ELU", "config": {"alpha": -1}}"#,
        "config.layers[2].config.activation"
      ),
      (branched, #""name": "norm"}"#, #""name": "norm", "epsilon": -1}"#, "config.layers[4]"),
      (branched, #""name": "norm"}"#, #""name": "norm", "axis": 7}"#, "config.layers[4]"),
      (branched, "0.125", "-1", "compile_config.optimizer.config.learning_rate"),
      (branched, "0.125", #"0.125, "momentum": 7"#, "compile_config.optimizer.config: momentum"),
      (
        branched, #"["accuracy"]"#,
        #"[{"class_name": "TopKCategoricalAccuracy", "config": {"k": 0}}]"#,
        "compile_config.metrics[0].config.k: found 0"
      ),
      (
        branched, #""sparse_categorical_crossentropy""#,
        #"{"class_name": "CategoricalCrossentropy", "config": {"label_smoothing": 2}}"#,
        "compile_config.loss.config.label_smoothing: found 2"
      ),
      (unbuilt, "0.5", "1.5", "config.layers[1]: rate of layer"),
      (unbuilt, #""units": 10"#, #""units": 0"#, "config.layers[2].config.units: found 0"),
    ])
  func numbers(text: String, from: String, to: String, place: String) throws {
    try withFile(text.replacing(from, with: to)) { folder in
      let result = try folder.lockstep(
        ["train", "--model", "model.json", "--data", folder.data.path])
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["model.json: ", place])
    }
  }

  @Test("with seeds of layers is trained, and a line says that they have no effect")
  func seeds() throws {
    try withFile(Self.unbuilt.replacing("0.5", with: #"0.5, "seed": 3"#)) { folder in
      let result = try folder.lockstep(
        [
          "train", "--model", "model.json", "--data", folder.data.path, "--epochs", "1",
          "--verbose", "0",
        ])
      #expect(result.exitCode == 0, "\(result)")
      let lines = errorLines(result)
      #expect(
        lines.count == 1 && lines[0].contains("model.json: the seeds of layers have no effect"),
        "\(result)")
    }
  }

  @Test("that is missing is an error of its own")
  func missing() throws {
    try withFile(Self.branched) { folder in
      for name in ["nothing.json", "nothing.keras", "./nothing"] {
        let result = try folder.lockstep(["summary", name])
        #expect(result.exitCode == 66, "\(result)")
        expectOneErrorLine(result, containing: [name, "No such file"])
      }
    }
  }
}
