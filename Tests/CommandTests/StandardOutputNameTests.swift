import Foundation
import TestSupport
import Testing

/// `-` is other programs' word for standard output.
@Suite("-, as the name of an output")
struct StandardOutputNameTests {
  @Test("is standard output of predict, and ./- a file")
  func predict() throws {
    try ArrayFolder.withTrained { folder in
      let file = folder.url.appending(path: "-")
      func predict(_ options: [String]) throws -> JobResult {
        try folder.lockstep(["predict", "run", "--data", "data.npz"] + options)
      }
      let expected = try predict(["--format", "csv"])
      try #require(expected.exitCode == 0, "\(expected)")
      let found = try predict(["--format", "csv", "--output", "-"])
      #expect(found.exitCode == 0 && found.standardOutput == expected.standardOutput, "\(found)")
      #expect(!FileManager.default.fileExists(atPath: file.path))
      let mixed = try predict(["--format", "csv", "--output", "-", "--confusion"])
      #expect(mixed.exitCode == 64, "\(mixed)")
      expectOneErrorLine(mixed, containing: ["--output is -", "--confusion"])
      let written = try predict(["--format", "csv", "--output", "./-"])
      #expect(written.exitCode == 0 && written.standardOutput.isEmpty, "\(written)")
      #expect(try String(contentsOf: file, encoding: .utf8) == expected.standardOutput)
    }
  }

  @Test(
    "is refused where what is printed would be among it",
    arguments: [
      ["export", "run", "--format", "npz", "--output", "-"], ["train", "--log", "-"],
      ["train", "--csv", "-"], ["train", "--digest", "-"], ["train", "--report", "-"],
      ["train", "--trace", "-", "--trace-steps", "1-2"], ["bench", "scaling", "--json", "-"],
      ["bench", "scaling", "--csv", "-"], ["bench", "scaling", "--svg", "-"],
    ])
  func others(arguments: [String]) throws {
    try withTemporaryDirectory { url in
      let result = try Job.solo("lockstep", arguments, directory: url)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["is -, for standard output", "./-"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: url.path).isEmpty)
    }
  }
}
