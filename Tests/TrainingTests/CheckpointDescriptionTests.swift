import FileFormats
import Foundation
import Kernels
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("CheckpointDescription")
struct CheckpointDescriptionTests {
  private func facts(_ path: String) throws -> (facts: [String: String], error: (any Error)?) {
    let description = try #require(CheckpointDescription(SafetensorsFile(path)))
    return (Dictionary(uniqueKeysWithValues: description.facts), description.error)
  }

  @Test("tells step, settings, model, optimizer and the last line of the history")
  func run() throws {
    try SavedRun.with(monitor: "val_loss") { run in
      let (facts, error) = try facts(run.path)
      #expect(error == nil)
      #expect(facts["kind"] == "checkpoint of a run")
      #expect(facts["checksums"]?.hasPrefix("right") == true)
      #expect(facts["format"] == "\(Checkpoint.format)")
      #expect(facts["numerics"] == "\(Numerics.version)")
      #expect(facts["step"] == "10")
      #expect(facts["epoch"] == "2 complete")
      #expect(facts["settings"] == "batch size 8, leaves 8, seed 3, shuffled")
      #expect(facts["data"]?.hasPrefix("34 samples ") == true)
      #expect(facts["model"] == "Sequential of 2 layers (Dense, Dense), 172 parameters")
      #expect(facts["optimizer"]?.contains("dam(") == true)
      #expect(facts["best"]?.hasPrefix("val_loss ") == true)
      let history = try #require(facts["history"])
      #expect(history.hasPrefix("epoch 2: loss "))
      #expect(history.contains(", accuracy "))
      #expect(history.hasSuffix(" of 34 samples"))
      let loss = try #require(run.history["loss"].last)
      #expect(history.contains("loss \(Float(loss)),"))
    }
  }

  @Test("tells what it can of a file with a wrong byte")
  func damaged() throws {
    try SavedRun.with { run in
      var bytes = try Data(contentsOf: URL(filePath: run.path))
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: URL(filePath: run.path))
      let (facts, error) = try facts(run.path)
      #expect(error is SafetensorsError)
      #expect(facts["checksums"] == "wrong")
      #expect(facts["step"] == "10")
    }
  }

  @Test("tells the version of a file that this program does not go on from")
  func otherVersions() throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata["numerics"] = "77" }
      let (other, error) = try facts(run.path)
      #expect(other["numerics"]?.hasPrefix("77; this program computes version") == true)
      #expect(other["step"] == "10")
      #expect(error == nil)
      try run.rewrite { metadata, _ in metadata["format"] = "9" }
      #expect(try facts(run.path).facts["format"] == "9; this program reads \(Checkpoint.format)")
    }
  }

  @Test("knows files of other programs")
  func foreign() throws {
    let folder = try TemporaryFolder()
    let writer = SafetensorsWriter(metadata: ["format": "pt"])
    try writer.write(to: folder.path("a.safetensors"))
    #expect(try CheckpointDescription(SafetensorsFile(folder.path("a.safetensors"))) == nil)
  }

  @Test("finds the newest checkpoint of a folder, or else the best one")
  func newest() throws {
    let folder = try TemporaryFolder()
    #expect(try CheckpointDirectory.newest(in: folder.url.path) == nil)
    #expect(throws: FileError.self) { try CheckpointDirectory.newest(in: folder.path("none")) }
    _ = try folder.write("best.safetensors", [])
    #expect(
      try CheckpointDirectory.newest(in: folder.url.path) == folder.path("best.safetensors"))
    _ = try folder.write("step-00000009.safetensors", [])
    let newest = try folder.write("step-00000010.safetensors", [])
    #expect(try CheckpointDirectory.newest(in: folder.url.path) == newest)
    #expect(try CheckpointDirectory.newest(in: folder.url.path + "/") == newest)
  }
}
