import Foundation
import TestSupport
import Testing

/// Files of other kinds where a model is expected.
@Suite("a file that is no model")
struct OtherKindTests {
  private static let models =
    "a model: a checkpoint, a run's folder, a saved model (.safetensors) or a .keras file"

  private static let files: [(name: String, content: [UInt8], kind: String)] = [
    ("x.npy", npyFile("<f4", [1, 2], bytes([1, 2] as [Float])), "a NumPy array"),
    ("table.csv", Array("a,b,c\n1,2,3\n".utf8), "neither a safetensors file nor an archive"),
    ("empty", [], "an empty file"),
    ("image.png", [0x89] + Array("PNG\r\n\u{1A}\n".utf8) + [0, 0, 0, 13], "a PNG image"),
    ("folder/model.json", Array("{\"class_name\": \"Sequential\"}".utf8), "JSON"),
  ]

  private func withFiles(_ body: (_ url: URL) throws -> Void) throws {
    try withTemporaryDirectory { url in
      try FileManager.default.createDirectory(
        at: url.appending(path: "folder"), withIntermediateDirectories: false)
      for file in Self.files { try Data(file.content).write(to: url.appending(path: file.name)) }
      try body(url)
    }
  }

  @Test(
    "is called what it is, with what a model can be",
    arguments: [
      ["predict", "--data", "x.npy"], ["evaluate", "--data", "digits"],
      ["export", "--output", "out.keras"],
    ])
  func models(arguments: [String]) throws {
    try withFiles { url in
      for file in Self.files {
        let result = try Job.solo(
          "lockstep", [arguments[0], file.name] + arguments.dropFirst(), directory: url)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(
          result, containing: ["\(file.name): found \(file.kind); expected \(Self.models)"])
      }
    }
  }

  @Test("is called what it is by summary, which takes Keras's JSON too")
  func summary() throws {
    try withFiles { url in
      let result = try Job.solo("lockstep", ["summary", "x.npy"], directory: url)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["a NumPy array", Self.models, "or Keras's JSON"])
    }
  }

  @Test("is no checkpoint of a run to replay or audit", arguments: ["x.npy", "empty"])
  func replay(name: String) throws {
    try withFiles { url in
      let result = try Job.solo("lockstep", ["replay", name, "--step", "1"], directory: url)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: [name, "a checkpoint of a run, or a run's folder"])
    }
  }
}
