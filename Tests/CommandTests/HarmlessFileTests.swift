import Foundation
import TestSupport
import Testing

/// Files that anyone may have written, and folders that others use too.
@Suite("files and folders of others")
struct HarmlessFileTests {
  /// A Sequential of dense layers in Keras's JSON.
  private func model(_ layers: [(name: String, units: Int)]) -> String {
    let entries = layers.map { layer in
      let name = layer.name.replacing("\n", with: "\\n").replacing("\u{1B}", with: "\\u001b")
      return #"{"class_name":"Dense","config":{"name":"\#(name)","units":\#(layer.units)}}"#
    }
    return #"""
      {"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"InputLayer",
       "config":{"name":"pixels","batch_shape":[null,784]}},\#(entries.joined(separator: ","))]}}
      """#
  }

  @Test(
    "a model that cannot be is refused with one harmless line",
    arguments: [
      [("a\u{1B}[31m\nlockstep: error: b", 10)], [("optimizer/momentum/dense", 4), ("dense", 10)],
      // 8 KB of text, and 430 GB of weights.
      [("a", 1 << 18), ("b", 409_600), ("c", 10)],
    ])
  func refused(layers: [(String, Int)]) throws {
    try withTemporaryDirectory { url in
      let folder = try TrainingFolder(in: url, sampleCount: 20)
      try Data(model(layers.map { (name: $0.0, units: $0.1) }).utf8).write(
        to: url.appending(path: "model.json"))
      let result = try folder.attempt(["--model", "model.json"])
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["layer"])
      #expect(!result.standardError.contains("\u{1B}"), "\(result)")
    }
  }

  @Test("runs that begin in one second have a folder each")
  func oneSecond() throws {
    try withTemporaryDirectory { url in
      let folder = try TrainingFolder(in: url, sampleCount: 20)
      let result = try Job.program(
        "sh",
        [
          "-c", #"for n in 1 2 3 4; do "$0" "$@" & done; wait"#, try Products.path(of: "lockstep"),
          "train", "--data", folder.data.path, "--epochs", "1", "--verbose", "0",
        ], directory: url)
      #expect(errorLines(result) == [], "\(result)")
      let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path("runs"))
      #expect(runs.count == 4, "\(runs)")
      for run in runs {
        #expect(
          FileManager.default.fileExists(
            atPath: folder.path("runs/\(run)/step-00000001.safetensors")))
      }
    }
  }
}
