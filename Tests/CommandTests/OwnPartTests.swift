import FileFormats
import Foundation
import TestSupport
import Testing

/// Checkpoints of models with parts of a program's own, which no command has.
@Suite("a checkpoint with parts of a program's own")
struct OwnPartTests {
  /// Trains, and writes the checkpoint again with another class in its settings.
  private func withCheckpoint(
    replacing name: String, by other: String, _ body: (ArrayFolder) throws -> Void
  ) throws {
    try ArrayFolder.withTrained { folder in
      let run = folder.url.appending(path: "run")
      let last = try #require(
        try FileManager.default.contentsOfDirectory(atPath: run.path)
          .filter { $0.hasPrefix("step-") }.max())
      let file = try SafetensorsFile(run.appending(path: last).path)
      var metadata = file.metadata
      metadata["checksums"] = nil
      metadata["headerChecksum"] = nil
      for key in ["model", "compile"] {
        metadata[key] = metadata[key]?.replacing(
          "\"class_name\":\"\(name)\"", with: "\"class_name\":\"\(other)\"")
      }
      try #require(
        metadata["model"] != file.metadata["model"]
          || metadata["compile"] != file.metadata["compile"])
      var writer = SafetensorsWriter(metadata: metadata, checksums: true)
      for tensor in file.tensors {
        writer.add(tensor.name, shape: tensor.shape, try file.floats(tensor.name))
      }
      try writer.write(to: folder.url.appending(path: "own.safetensors").path)
      try body(folder)
    }
  }

  private func lockstep(_ arguments: [String], in folder: ArrayFolder) throws -> JobResult {
    try folder.lockstep([arguments[0], "own.safetensors"] + arguments.dropFirst())
  }

  /// Expects an error in the command's words that names the part.
  private func expectRefusal(_ result: JobResult, part: String, advice: String) {
    #expect(result.exitCode == 65, "\(result)")
    let text = result.standardError
    #expect(text.contains(part) && text.contains(advice), "\(result)")
    #expect(!text.contains("customObjects") && !text.contains("compile: false"), "\(result)")
    #expect(!text.contains("no checkpoint of this program"), "\(result)")
  }

  @Test("predicts values where its loss is unknown, and says what needs the loss")
  func loss() throws {
    try withCheckpoint(replacing: "CategoricalCrossentropy", by: "Squared") { folder in
      let found = try lockstep(["predict", "--data", "data.npz", "--limit", "2"], in: folder)
      #expect(found.exitCode == 0, "\(found)")
      #expect(found.standardOutput.hasPrefix("sample  values\n"), "\(found)")
      #expect(found.standardError.contains("outputs are shown as values"), "\(found)")
      #expect(found.standardError.contains("loss Squared is not supported"), "\(found)")
      for (arguments, advice) in [
        (["evaluate", "--data", "data.npz"], "evaluate there"),
        (["export", "--output", "own.keras"], "export it from there"),
        (["replay", "--step", "1", "--data", "data.npz"], "no step can be computed here"),
      ] {
        expectRefusal(
          try lockstep(arguments, in: folder), part: "loss Squared is not supported",
          advice: advice)
      }
      #expect(try lockstep(["summary"], in: folder).exitCode == 0)
    }
  }

  @Test(
    "predicts classes where its loss is known",
    arguments: [("Accuracy", "Near"), ("Adam", "Descent")])
  func others(name: String, other: String) throws {
    try withCheckpoint(replacing: name, by: other) { folder in
      let expected = try folder.lockstep(["predict", "run", "--data", "data.npz"])
      let found = try lockstep(["predict", "--data", "data.npz"], in: folder)
      #expect(found.exitCode == 0 && found.standardError.isEmpty, "\(found)")
      #expect(found.standardOutput == expected.standardOutput)
    }
  }

  @Test("evaluates where only its optimizer is unknown")
  func optimizer() throws {
    try withCheckpoint(replacing: "Adam", by: "Descent") { folder in
      let expected = try folder.lockstep([
        "evaluate", "run", "--data", "data.npz", "--verbose", "0",
      ])
      let found = try lockstep(
        ["evaluate", "--data", "data.npz", "--verbose", "0"], in: folder)
      #expect(expected.exitCode == 0 && found.exitCode == 0, "\(found)")
      #expect(found.standardOutput == expected.standardOutput && found.standardError.isEmpty)
      expectRefusal(
        try lockstep(["replay", "--step", "1", "--data", "data.npz"], in: folder),
        part: "optimizer Descent is not supported", advice: "no step can be computed here")
    }
  }

  @Test("names an unknown layer, without which nothing is computed")
  func layer() throws {
    try withCheckpoint(replacing: "Dense", by: "Thick") { folder in
      expectRefusal(
        try lockstep(["predict", "--data", "data.npz"], in: folder), part: "Thick",
        advice: "predict there")
    }
  }
}
