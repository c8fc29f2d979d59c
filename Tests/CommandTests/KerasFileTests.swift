import FileFormats
import Foundation
import TestSupport
import Testing

/// `.keras`, `.weights.h5` and `.npz` files where the command takes models and weights.
@Suite("a file of Keras")
struct KerasFileTests {
  /// Gives `body` a folder with a run of a model of four inputs and three classes, and its exports.
  private func withExports(_ body: (ArrayFolder) throws -> Void) throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      try folder.writeArchive("data.npz", ArrayFolder.arrays(.classes))
      try succeed(
        folder,
        [
          "train", "--data", "data.npz", "--model", "model.json", "--epochs", "2", "--batch-size",
          "16", "--verbose", "0", "--checkpoint-dir", "run", "--optimizer", "sgd:momentum=0.5",
        ])
      for name in ["a.keras", "a.weights.h5", "a.npz", "a.safetensors"] {
        try succeed(folder, ["export", "run", "--output", name])
      }
      try body(folder)
    }
  }

  @discardableResult
  private func succeed(
    _ folder: ArrayFolder, _ arguments: [String], ranks: Int? = nil
  ) throws -> String {
    let result = try folder.lockstep(arguments, ranks: ranks)
    try #require(result.exitCode == 0 && result.standardError.isEmpty, "\(result)")
    return result.standardOutput
  }

  /// The weights that a run has saved after a step.
  private func weights(
    _ folder: ArrayFolder, run: String, of step: Int = 6
  ) throws -> [String: [Float]] {
    try tensors(folder, run: run, of: step).filter { !$0.key.hasPrefix("optimizer/") }
  }

  /// The weights, and the optimizer's slots, that a run has saved after a step.
  private func tensors(
    _ folder: ArrayFolder, run: String, of step: Int
  ) throws -> [String: [Float]] {
    let name = "step-\(String(100_000_000 + step).dropFirst()).safetensors"
    let file = try SafetensorsFile(folder.url.appending(path: "\(run)/\(name)").path)
    return try Dictionary(uniqueKeysWithValues: file.names.map { ($0, try file.floats($0)) })
  }

  @Test("is summed up, evaluated, predicted with and exported as its checkpoint is")
  func doors() throws {
    try withExports { folder in
      for arguments in [
        ["evaluate", "FILE", "--data", "data.npz", "--verbose", "0"],
        ["predict", "FILE", "--data", "data.npz", "--format", "csv"],
      ] {
        let texts = try ["run/step-00000012.safetensors", "a.keras"].map { path in
          try succeed(folder, arguments.map { $0 == "FILE" ? path : $0 })
        }
        #expect(texts[0] == texts[1] && !texts[0].isEmpty)
      }
      #expect(try succeed(folder, ["summary", "a.keras"]).contains("hidden (Dense)"))
      try succeed(folder, ["export", "a.keras", "--output", "b.keras"])
      let files = try ["a.keras", "b.keras"].map {
        try Data(contentsOf: folder.url.appending(path: $0))
      }
      #expect(files[0] == files[1])
    }
  }

  @Test("is a model to train from, with its weights, and another optimizer where one is named")
  func train() throws {
    try withExports { folder in
      let expected = try weights(folder, run: "run", of: 12)
      for (name, ranks) in [("a", nil), ("b", 2)] as [(String, Int?)] {
        let result = try folder.lockstep(
          [
            "train", "--model", "a.keras", "--checkpoint-dir", name, "--data", "data.npz",
            "--epochs", "1", "--batch-size", "16", "--verbose", "0", "--optimizer", "adam",
            "--learning-rate", "0", "--seed", "7",
          ], ranks: ranks)
        try #require(result.exitCode == 0, "\(result)")
        #expect(result.standardError.contains("a.keras: the optimizer's state is not used"))
        #expect(result.standardError.contains("--optimizer names another optimizer"))
        #expect(try weights(folder, run: name) == expected)
      }
    }
  }

  @Test("goes on with the optimizer in it, as if the training had not ended")
  func continuing() throws {
    try withExports { folder in
      let common = ["--data", "data.npz", "--batch-size", "16", "--no-shuffle"]
      let first =
        ["train", "--model", "model.json", "--optimizer", "sgd:momentum=0.5", "--loss"]
        + ["categorical_crossentropy", "--verbose", "0"] + common
      try succeed(folder, first + ["--epochs", "3", "--checkpoint-dir", "three"])
      try succeed(folder, first + ["--epochs", "2", "--checkpoint-dir", "two"])
      try succeed(folder, ["export", "two", "--output", "two.keras"])
      let expected = try tensors(folder, run: "three", of: 18)
      for (name, ranks) in [("a", nil), ("b", 2)] as [(String, Int?)] {
        let text = try succeed(
          folder,
          ["train", "--model", "two.keras", "--epochs", "1", "--checkpoint-dir", name]
            + ["--verbose", "2"] + common, ranks: ranks)
        #expect(
          text.contains("Going on with the optimizer in two.keras: SGD after 12 updates"), "\(text)"
        )
        #expect(try tensors(folder, run: name, of: 18) == expected)
      }
      // A limit of steps is counted from the run's own start.
      try succeed(
        folder,
        ["train", "--model", "two.keras", "--epochs", "1", "--checkpoint-dir", "short"]
          + ["--max-steps", "2", "--verbose", "0"] + common)
      _ = try tensors(folder, run: "short", of: 14)
    }
  }

  @Test(
    "has the first weights of a model",
    arguments: ["a.keras", "a.weights.h5", "a.npz", "a.safetensors"])
  func initialWeights(name: String) throws {
    try withExports { folder in
      try succeed(
        folder,
        [
          "train", "--model", "model.json", "--initial-weights", name, "--data", "data.npz",
          "--epochs", "1", "--batch-size", "16", "--verbose", "0", "--checkpoint-dir", "other",
          "--optimizer", "sgd", "--learning-rate", "0", "--seed", "7",
        ])
      #expect(try weights(folder, run: "other") == weights(folder, run: "run", of: 12))
    }
  }

  @Test("is recorded by its checksum, through a resume too, which replay compares")
  func recorded() throws {
    try withExports { folder in
      let start = [
        "train", "--model", "model.json", "--initial-weights", "a.keras", "--data", "data.npz",
        "--batch-size", "16", "--verbose", "0",
      ]
      try succeed(folder, start + ["--epochs", "2", "--checkpoint-dir", "whole"], ranks: 2)
      try succeed(folder, start + ["--epochs", "1", "--checkpoint-dir", "parts"])
      let resumed = try folder.lockstep(
        start + ["--epochs", "2", "--checkpoint-dir", "parts", "--resume"])
      try #require(resumed.exitCode == 0, "\(resumed)")
      #expect(resumed.standardError.contains("the weights of a.keras are not used"), "\(resumed)")
      #expect(try folder.newest("whole") == folder.newest("parts"))

      func checksum(_ run: String) throws -> String? {
        let path = folder.url.appending(path: "\(run)/step-00000012.safetensors").path
        return try SafetensorsFile(path).metadata["initialWeights"]
      }
      #expect(try checksum("run") == nil)
      let recorded = try #require(try checksum("whole"))
      #expect(try succeed(folder, ["inspect", "whole"]).contains(recorded.filter { $0 != "\"" }))

      let replay = ["replay", "whole", "--step", "3", "--data", "data.npz"]
      for path in ["a.keras", "a.npz"] {
        try succeed(folder, replay + ["--initial-weights", path])
      }
      let none = try folder.lockstep(replay)
      #expect(none.exitCode == 65, "\(none)")
      expectOneErrorLine(none, containing: ["whole/", "the weights of a file", "of its seed"])
      let more = try folder.lockstep(
        ["replay", "run", "--step", "3", "--data", "data.npz", "--initial-weights", "a.npz"])
      #expect(more.exitCode == 65, "\(more)")
    }
  }

  @Test(
    "is refused where it does not fit, in one line",
    arguments: [
      (["train", "--model", "a.weights.h5"], "a.weights.h5: found an HDF5 file of weights"),
      (["train", "--model", "a.npz"], "a.npz: found a zip archive"),
      (["predict", "a.npz", "--data", "data.npz"], "a.npz: found a zip archive"),
      (["evaluate", "a.weights.h5"], "a.weights.h5"),
      (
        ["train", "--data", "data.npz", "--model", "other.json", "--initial-weights", "a.keras"],
        "a.keras: member model.weights.h5, layers/dense_1/vars/0: found shape [8, 3]; expected "
          + "[8, 5], the model's out/kernel"
      ),
    ])
  func errors(arguments: [String], message: String) throws {
    try withExports { folder in
      try folder.writeModel("other.json", units: 5, activation: "softmax")
      let result = try folder.lockstep(arguments)
      #expect(result.exitCode == 65, "\(result)")
      #expect(result.standardError.contains(message), "\(result)")
      #expect(result.standardError.split(separator: "\n").count == 1, "\(result)")
    }
  }
}
