import Foundation
import TestSupport
import Testing

@Suite("train --digest")
struct DigestLogTests {
  private static let images = 300
  /// Dropout, batch normalization and a last batch of 44 samples.
  private static let run = [
    "--model", "batch-norm", "--epochs", "2", "--digest-gradients", "--global-clip-norm", "0.5",
  ]

  private func log(_ folder: TrainingFolder, _ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: name))
  }

  @Test("writes the same file on any number of ranks, and of a run that was interrupted")
  func sameBytes() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(Self.run + ["--digest", folder.path("solo")], run: "solo-run")
      let expected = try log(folder, "solo")
      let lines = String(decoding: expected, as: UTF8.self).split(separator: "\n")
      #expect(lines.count == 7, "settings and 6 steps: \(lines.map { $0.prefix(60) })")
      for kind in ["gradients", "parameters", "variables"] {
        #expect(lines[1].contains("\"\(kind)\":{"), "\(kind) is not in \(lines[1])")
      }
      for (world, name) in [
        (World.ranks(3), "three"), (.ranks(8), "eight"), (.ranks(4, perHost: 2), "hosts"),
      ] {
        try folder.train(
          Self.run + ["--digest", folder.path(name)], in: world, run: "\(name)-run")
        #expect(try log(folder, name) == expected, "\(name)")
      }
      let interrupted = Self.run + ["--digest", folder.path("parts")]
      try folder.train(interrupted + ["--max-steps", "4"], in: .ranks(2), run: "parts-run")
      // What a killed run has left of a further step.
      let half = try log(folder, "parts") + Data("{\"parameters\":{\"den".utf8)
      try half.write(to: folder.url.appending(path: "parts"))
      try folder.train(interrupted + ["--resume"], in: .ranks(3), run: "parts-run")
      #expect(try log(folder, "parts") == expected, "interrupted")
      let same = try folder.lockstep(["compare", "solo", "parts"])
      #expect(same.exitCode == 0, "\(same)")
      #expect(same.standardOutput == "The same digests in 6 steps, 1 to 6.\n", "\(same)")

      let hole = lines.enumerated().filter { $0.offset != 3 }.map(\.element).joined(separator: "\n")
      try Data(hole.utf8).write(to: folder.url.appending(path: "hole"))
      let holed = try folder.lockstep(["compare", "solo", "hole"])
      #expect(holed.exitCode == 1, "\(holed)")
      #expect(holed.standardOutput.hasPrefix("Missing in hole: step 3\n"), "\(holed)")
    }
  }

  @Test("goes on in no other run's log when it resumes, and leaves that as it is")
  func foreign() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(
        ["--epochs", "1", "--seed", "3", "--digest", folder.path("other")], run: "a")
      try folder.train(["--epochs", "1", "--digest", folder.path("own")], run: "b")
      try Data("a list of things to do\n".utf8).write(to: folder.url.appending(path: "notes"))
      for (name, words) in [
        ("other", ["other: seed is \"3\"; expected \"0\""]), ("notes", ["notes"]),
      ] {
        let before = try log(folder, name)
        let result = try folder.attempt(
          ["--epochs", "2", "--resume", "--digest", folder.path(name)], run: "b")
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(result, containing: words)
        #expect(try log(folder, name) == before)
      }
      try folder.train(["--epochs", "2", "--resume", "--digest", folder.path("own")], run: "b")
      #expect(try folder.lines("own").count == 7)
    }
  }

  @Test("finds the first step and the tensors in which two runs differ")
  func differs() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--digest", folder.path("one")], run: "one-run")
      try folder.train(
        ["--digest", folder.path("other"), "--learning-rate", "0.002"], run: "other-run")
      let rates = try folder.lockstep(["compare", "one", "other"])
      #expect(rates.exitCode == 1, "\(rates)")
      let lines = rates.standardOutput.split(separator: "\n")
      #expect(lines.first?.hasPrefix("learningRate: ") == true, "\(rates)")
      #expect(lines.contains("First different step: 1"), "\(rates)")
      #expect(lines.contains("  parameters: dense/kernel"), "\(rates)")

      // One digit of one digest.
      var text = try String(contentsOf: folder.url.appending(path: "one"), encoding: .utf8)
      let third = try #require(text.range(of: "\"step\":3"))
      let tensor = try #require(
        text.range(
          of: "\"dense/bias\":\"", options: .backwards,
          range: text.startIndex..<third.lowerBound))
      let digit = text[tensor.upperBound]
      text.replaceSubrange(tensor.upperBound...tensor.upperBound, with: digit == "0" ? "1" : "0")
      try Data(text.utf8).write(to: folder.url.appending(path: "flipped"))
      let flipped = try folder.lockstep(["compare", "one", "flipped"])
      #expect(flipped.exitCode == 1, "\(flipped)")
      #expect(
        flipped.standardOutput == "First different step: 3\n  parameters: dense/bias\n",
        "\(flipped)")

      for (name, content, words) in [
        ("broken", "{\"digests\":1}\n{\"step\":\n", ["line 2"]),
        ("foreign", "{\"epoch\":1}\n", ["line 1", "a digest log"]),
        ("later", "{\"digests\":1}\n{\"parameters\":{},\"step\":90}\n", ["nothing to compare"]),
      ] {
        try Data(content.utf8).write(to: folder.url.appending(path: name))
        let result = try folder.lockstep(["compare", "one", name])
        #expect(result.exitCode == 65, "\(name): \(result)")
        expectOneErrorLine(result, containing: words)
      }
      // What a killed run has left of its last step.
      try Data(text.utf8.dropLast(30)).write(to: folder.url.appending(path: "torn"))
      let torn = try folder.lockstep(["compare", "one", "torn"])
      #expect(torn.exitCode == 1, "\(torn)")
      #expect(torn.standardOutput == "First different step: 3\n  parameters: dense/bias\n")
      #expect(torn.standardError.contains("torn: line "), "\(torn)")
      #expect(torn.standardError.contains(" is not complete"), "\(torn)")
    }
  }

  @Test func isRefusedOverAnotherFileOfTheRun() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      for (arguments, words) in [
        (["--digest-gradients"], ["--digest"]),
        (["--digest-ranks"], ["--digest", "--digest-ranks"]),
        (["--digest", folder.path("a"), "--log", folder.path("a")], ["another file"]),
        (["--digest", folder.path("run/lockstep.lock")], ["checkpoint or lock"]),
      ] {
        let result = try folder.attempt(arguments)
        #expect(result.exitCode == 64, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
