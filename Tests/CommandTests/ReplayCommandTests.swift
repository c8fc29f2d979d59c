import Foundation
import TestSupport
import Testing

@Suite("lockstep replay")
struct ReplayCommandTests {
  private static let images = 300
  /// Dropout, batch normalization and a last batch of 44 samples.
  private static let run = ["--model", "batch-norm", "--epochs", "2", "--digest-gradients"]

  private func lines(_ result: JobResult) -> [String] {
    result.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test("computes the steps of a job of three ranks, alone")
  func digests() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(Self.run + ["--digest", folder.path("log")], in: .ranks(3))
      let log = try folder.lines("log")
      func replay(_ arguments: [String]) throws -> JobResult {
        try folder.lockstep(["replay", "run", "--data", folder.data.path] + arguments)
      }
      for step in 1...6 {
        let result = try replay(
          ["--step", "\(step)", "--rank", "\(step % 3)", "--of", "3", "--digest", "log"])
        #expect(result.exitCode == 0, "\(result)")
        #expect(result.standardError.isEmpty, "\(result)")
        let found = lines(result)
        #expect(found.last == "The same digests as in log.", "\(result)")
        #expect(found.dropLast().last == log[step], "\(result)")
      }

      let whole = try replay(["--step", "6", "--samples", "--dump", "arrays"])
      #expect(whole.exitCode == 0, "\(whole)")
      let text = lines(whole)
      #expect(
        text.first?.hasPrefix("Step 6 (epoch 2, step 3 of 3), the whole batch of 44 samples, from ")
          == true, "\(whole)")
      #expect(text.filter { $0.hasPrefix("Sample ") }.count == 44, "\(whole)")
      #expect(text.contains { $0.hasPrefix("dense/kernel ") }, "\(whole)")
      #expect(text.last?.hasPrefix("Wrote ") == true, "\(whole)")
      #expect(
        FileManager.default.fileExists(atPath: folder.path("arrays/samples.npy")), "\(whole)")

      // One digit of one digest.
      var line = log[4]
      let tensor = try #require(line.range(of: "\"gradients\":{\"batch_normalization/beta\":\""))
      let digit = line[tensor.upperBound]
      line.replaceSubrange(tensor.upperBound...tensor.upperBound, with: digit == "0" ? "1" : "0")
      try Data((log[..<4] + [line]).joined(separator: "\n").utf8)
        .write(to: folder.url.appending(path: "flipped"))
      let flipped = try replay(["--step", "4", "--digest", "flipped"])
      #expect(flipped.exitCode == 1, "\(flipped)")
      #expect(
        Array(lines(flipped).suffix(2)) == [
          "Not the digests of flipped:", "  gradients: batch_normalization/beta",
        ], "\(flipped)")
      let missing = try replay(["--step", "5", "--digest", "flipped"])
      #expect(missing.exitCode == 65, "\(missing)")
      expectOneErrorLine(missing, containing: ["flipped", "steps 1 to 4", "expected step 5"])
      let beyond = try replay(["--step", "99"])
      #expect(beyond.exitCode == 0, "\(beyond)")
      #expect(beyond.standardError.contains("run: the last saved step is "), "\(beyond)")
      let others = try folder.lockstep(["replay", "run", "--data", "digits", "--step", "2"])
      #expect(others.exitCode == 65, "\(others)")
      expectOneErrorLine(others, containing: ["training data", "give the run's data"])
      let ranks = try replay(["--step", "2", "--rank", "0", "--of", "9"])
      #expect(ranks.exitCode == 64, "\(ranks)")
      expectOneErrorLine(ranks, containing: ["--of is 9", "at most 8"])
    }
  }

  @Test("is what the error of a step says, with the run's data options")
  func printedCommand() throws {
    try withTemporaryDirectory { url in
      try ArrayFolder(url: url).writeModel("model.json", units: 2, activation: "softmax")
      let rows = (0..<100).map { "\($0 % 7),\($0 % 5),\($0 % 3),\($0 % 11),\($0 % 2)" }
      try Data((["a,b,c,d,label"] + rows).joined(separator: "\n").utf8)
        .write(to: url.appending(path: "t.csv"))
      let options = ["--train-fraction", "0.8", "--stratify", "--split-seed", "5"]
      let failed = try Job.solo(
        "lockstep",
        [
          "train", "--data", "t.csv", "--checkpoint-dir", "run", "--batch-size", "16", "--verbose",
          "0", "--model", "model.json", "--epochs", "2", "--inject", "nan:rank=0,step=7",
        ] + options, directory: url)
      #expect(failed.exitCode == 70, "\(failed)")
      let command = try #require(
        failed.standardError.firstMatch(of: #/lockstep (replay run .*)/#), "\(failed)")
      let words = command.output.1.split(separator: " ").map(String.init)
      #expect(Array(words.suffix(options.count)) == options, "\(failed)")
      let replay = try Job.solo("lockstep", words, directory: url)
      #expect(replay.exitCode == 0, "\(replay)")
    }
  }

  @Test(
    "names an invalid option",
    arguments: [
      (["--step", "0"], ["--step is 0", "a number from 1"]),
      (["--step", "3", "--rank", "1"], ["--of is not given"]),
      (["--step", "3", "--of", "2"], ["--rank is not given"]),
      (["--step", "3", "--rank", "2", "--of", "2"], ["--rank is 2", "0 to 1"]),
      (["--step", "3", "--on-nan", "rollback"], ["--on-nan is rollback", "stop or skip"]),
      ([], ["--step"]),
    ])
  func errors(options: [String], words: [String]) throws {
    let result = try Job.solo("lockstep", ["replay", "nothing"] + options)
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: words)
  }

  /// Behind the first checkpoint, of step 3, there is something to go on from.
  @Test("shows the step that an error names, where there is a checkpoint")
  func hints() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      func fail(_ step: Int, _ run: String) throws -> String {
        let result = try folder.attempt(
          ["--inject", "nan:rank=1,step=\(step)", "--epochs", "2"], in: .ranks(2), run: run)
        #expect(result.exitCode == 70, "\(result)")
        let lines = errorLines(result).filter { !$0.contains("injected: ") }
        try #require(lines.count == 1, "\(result)")
        return lines[0]
      }
      #expect(try !fail(2, "early").contains("replay"))
      let line = try fail(5, "late")
      let command =
        "lockstep replay \(folder.path("late")) --step 5 --rank 1 --of 2 --samples --data "
        + folder.data.path
      #expect(line.hasSuffix("; to see that step again: \(command)"), "\(line)")
      let replay = try folder.lockstep(
        command.split(separator: " ").dropFirst().map(String.init))
      #expect(replay.exitCode == 0, "\(replay)")
      #expect(
        lines(replay).first?.hasPrefix("Step 5 (epoch 2, step 2 of 3), rank 1 of 2, samples 64 ")
          == true, "\(replay)")
      let stop = try folder.lockstep(
        ["replay", "late", "--step", "5", "--data", folder.data.path, "--break", "dens"])
      #expect(stop.exitCode == 64, "\(stop)")
      expectOneErrorLine(stop, containing: ["--break is dens", "dense"])
    }
  }

  @Test func stopsInADebuggerOnly() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--epochs", "1"])
      let alone = try folder.lockstep(
        ["replay", "run", "--step", "2", "--data", folder.data.path, "--break", "dense_1"])
      #expect(alone.exitCode == 64, "\(alone)")
      expectOneErrorLine(alone, containing: ["--break is dense_1", "gdb --args"])
    }
  }

  @Test func namesACheckpointThatIsNotThere() throws {
    let result = try Job.solo("lockstep", ["replay", "nothing", "--step", "3"])
    #expect(result.exitCode == 66, "\(result)")
    expectOneErrorLine(result, containing: ["nothing: cannot open"])
  }
}
