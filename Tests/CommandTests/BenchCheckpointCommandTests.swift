import FileFormats
import Foundation
import TestSupport
import Testing

/// What is measured is not looked at: only that all of it is there.
@Suite("bench checkpoint")
struct BenchCheckpointCommandTests {
  private func arguments(_ folder: TrainingFolder) -> [String] {
    [
      "bench", "checkpoint", "--data", folder.data.path, "--batch-size", "32", "--worlds", "1",
      "--repeats", "2", "--steps", "6", "--every", "3", "--folder", folder.path("files"),
    ]
  }

  @Test(
    "measures each save and each turn, and removes its files",
    arguments: [World.solo, .ranks(2)])
  func measures(world: World) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let result = try folder.lockstep(arguments(folder) + ["--json"], in: world)
      #expect(result.exitCode == 0, "\(result)")
      let line = result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
      let json = try JSON(parsing: Array(line.utf8))
      #expect(json["worldSize"]?.integerValue == world.size)
      #expect(json["interval"]?.integerValue == 3)
      #expect((json["byteCount"]?.integerValue ?? 0) > 4_800_000)
      // Four steps an epoch: after 3 and 6, and at the end after 4, in each of two turns.
      for (key, count) in [("held", 6), ("whole", 6), ("saving", 2), ("plain", 2)] {
        let values = json[key]?.arrayValue?.compactMap(\.numberValue) ?? []
        #expect(values.count == count, "\(key): \(values)")
        #expect(values.allSatisfy { $0 > 0 }, "\(key): \(values)")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("files")) == [])
    }
  }

  @Test("starts several world sizes in turns, and prints a table")
  func table() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let result = try folder.lockstep(
        arguments(folder).map { $0 == "1" ? "1,2" : $0 } + ["--rounds", "2"])
      #expect(result.exitCode == 0, "\(result)")
      let lines = result.standardOutput.split(separator: "\n").map(String.init)
      // Below them may be warnings of a machine that is not quiet.
      try #require(lines.count >= 4, "\(result)")
      #expect(lines[0].hasPrefix("ranks  saves  held ms  worst"))
      let starts = lines[1...2].map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
      #expect(starts == ["1 12", "2 12"])
      #expect(lines[3].contains("A save every 3 steps"))
    }
  }

  @Test(
    "refuses invalid options, and names them",
    arguments: [
      ("--every", "0"), ("--steps", "1"), ("--repeats", "0"), ("--worlds", "0"), ("--rounds", "0"),
      ("--batch-size", "0"),
    ])
  func errors(option: String, value: String) throws {
    let result = try Job.solo("lockstep", ["bench", "checkpoint", option, value])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: ["\(option) is \(value)"])
  }
}
