import Foundation
import TestSupport
import Testing

/// Paths and names that would control a terminal, wherever they are printed.
@Suite("lockstep, with names that control a terminal")
struct HarmlessPathTests {
  private static let name = "a\u{1B}]0;x\u{7}b\u{202E}"

  private func expectHarmless(_ result: JobResult, _ what: String) {
    for text in [result.standardOutput, result.standardError] {
      #expect(
        text.unicodeScalars.allSatisfy { $0.value >= 32 || ["\n", "\r", "\t"].contains($0) },
        "\(what): \(text.debugDescription)")
      #expect(!text.contains("\u{202E}"), "\(what): \(text.debugDescription)")
    }
  }

  @Test("prints checkpoints, best checkpoints, logs and data harmlessly")
  func training() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let data = folder.path("data-" + Self.name)
      try FileManager.default.moveItem(at: folder.data, to: URL(filePath: data))
      let run = Self.name + "\nc"
      let words = ["train", "--data", data, "--checkpoint-dir", run, "--epochs"]
      let first = try folder.lockstep(
        words + ["1", "--monitor", "loss", "--log", "log" + Self.name, "--verbose", "2"])
      #expect(first.exitCode == 0 && first.standardOutput.contains("Best checkpoint: "), "\(first)")
      expectHarmless(first, "train")
      let lines = first.standardOutput.split(separator: "\n").filter { $0.contains("heckpoint: ") }
      #expect(lines.count == 2 && lines.allSatisfy { $0.contains(".safetensors") }, "\(first)")
      let resumed = try folder.lockstep(words + ["2", "--monitor", "loss", "--resume"])
      #expect(resumed.exitCode == 0, "\(resumed)")
      expectHarmless(resumed, "--resume")
      let saved = "\(run)/step-00000001.safetensors"
      expectHarmless(try folder.lockstep(["summary", saved]), "summary")
      expectHarmless(try folder.lockstep(["evaluate", saved, "--data", data]), "evaluate")
    }
  }

  @Test("refuses a metric's name that would break a line, harmlessly")
  func metrics() throws {
    let model = #"""
      {"class_name":"Sequential","config":{"name":"s","layers":[
       {"class_name":"InputLayer","config":{"name":"pixels","batch_shape":[null,784]}},
       {"class_name":"Dense","config":{"name":"d","units":10,"activation":"softmax"}}]},
       "compile_config":{"optimizer":"adam","loss":"sparse_categorical_crossentropy","metrics":[
       {"module":"keras.metrics","class_name":"SparseCategoricalAccuracy","registered_name":null,
       "config":{"name":"m\u001b]0;x\u0007\nlockstep"}}]}}
      """#
    try TrainingFolder.with(sampleCount: 20) { folder in
      try Data(model.utf8).write(to: URL(filePath: folder.path("model.json")))
      let result = try folder.lockstep([
        "train", "--data", "images", "--model", "model.json", "--epochs", "1",
      ])
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["model.json", "SparseCategoricalAccuracy"])
      expectHarmless(result, "a metric")
    }
  }

  @Test("says errors and warnings about them harmlessly")
  func errors() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      for arguments in [
        ["summary", Self.name], ["evaluate", Self.name], ["train", "--data", Self.name],
        ["train", "--model", Self.name + ".json"], ["train", "--optimizer", Self.name],
        ["train", "--data", Self.name, "--data", Self.name + "c"], [Self.name], ["--" + Self.name],
        ["launch", "--hostfile", Self.name, "--max-restarts", "0", "--", "true"],
        ["launch", "--ranks", "1", "--max-restarts", "0", "--", "./" + Self.name],
        ["launch", "--ranks", "1", "--max-restarts", "0", "--", "true", Self.name],
      ] {
        expectHarmless(try folder.lockstep(arguments), "\(arguments)")
      }
    }
  }
}
