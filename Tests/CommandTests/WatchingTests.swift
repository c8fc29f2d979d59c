import FileFormats
import Foundation
import TestSupport
import Testing

/// Runs that are watched: TensorBoard's files and the report.
@Suite("train --tensorboard and --report")
struct WatchingTests {
  private func train(
    _ folder: URL, _ arguments: [String], in world: World = .solo
  ) throws -> JobResult {
    let words =
      ["train", "--data", "digits", "--train-samples", "640", "--epochs", "2", "--verbose", "0"]
      + arguments
    guard let rankCount = world.rankCount else {
      return try Job.solo("lockstep", words, directory: folder)
    }
    return try Job.mpirun(rankCount, "lockstep", words, directory: folder)
  }

  /// The JSON in a page.
  private func numbers(_ page: String) throws -> JSON {
    let start = try #require(page.firstRange(of: #"id="run-data">"#)?.upperBound)
    let end = try #require(page[start...].firstRange(of: "</script>")?.lowerBound)
    return try JSON(parsing: Array(page[start..<end].utf8))
  }

  @Test("write the same numbers on any number of ranks, those of the log, and change no bit")
  func sameNumbers() throws {
    try withTemporaryDirectory { folder in
      var scalars: [String] = []
      for (index, world) in [World.solo, .ranks(2)].enumerated() {
        let run = "run\(index)<&\"\u{1B}"
        let result = try train(
          folder,
          [
            "--checkpoint-dir", run, "--validation-split", "0.25", "--tensorboard", "board\(index)",
            "--report", "report\(index).html", "--log", "log\(index)",
          ], in: world)
        #expect(result.exitCode == 0, "\(result)")
        let log = try String(
          contentsOf: folder.appending(path: "log\(index)"), encoding: .utf8
        ).split(separator: "\n").map { try JSON(parsing: Array($0.utf8)) }
        let epochs = log.filter { $0["epoch"] != nil }
        let training = try EventFolder(folder.appending(path: "board\(index)/train").path)
        let validation = try EventFolder(
          folder.appending(path: "board\(index)/validation").path)
        for (events, key) in [(training, "loss"), (validation, "valLoss")] {
          let found = events.scalars("epoch_loss")
          #expect(found.map(\.step) == [0, 1])
          let expected = epochs.compactMap { $0[key]?.numberValue.map { Float($0) } }
          #expect(found.map(\.number) == expected)
        }
        scalars.append(
          (training.tags + validation.tags).map { tag in
            "\(tag): \(training.scalars(tag)), \(validation.scalars(tag))"
          }.joined(separator: "\n"))
        #expect(training.tags.contains("dense/kernel/histogram"))
        #expect(training.tags.contains("dense/kernel/gradient/histogram"))
        #expect(training.tags.contains("mistakes/01"))

        let page = try String(
          contentsOf: folder.appending(path: "report\(index).html"), encoding: .utf8)
        #expect(!page.contains("http") && !page.contains("\u{1B}"))
        #expect(page.contains("<h1>mlp on synthetic digits</h1>"))
        #expect(page.contains("run\(index)&lt;&amp;&quot;\u{FFFD}/step-"))
        #expect(page.contains("data:image/png;base64,"))
        let json = try numbers(page)
        #expect(json["state"] == "finished")
        let values = json["epochs"]?.arrayValue?.map { $0["values"]?.arrayValue?.last }
        #expect(values == epochs.map { $0["valLoss"] })
        let last = try #require(log.last)
        let results = json["examination"]?["values"]?.arrayValue
        #expect(results == [last["testLoss"], last["testAccuracy"]].compactMap { $0 })
        let cells = try #require(json["examination"]?["confusion"]?.arrayValue)
        let right = cells.filter { $0[0] == $0[1] }
          .reduce(0) { $0 + ($1[2]?.integerValue ?? 0) }
        let samples = try #require(json["examination"]?["samples"]?.integerValue)
        #expect(Double(right) / Double(samples) == last["testAccuracy"]?.numberValue)
        #expect(json["ranks"]?.arrayValue?.count == world.size)
        let checkpoint = try #require(json["checkpoint"]?["path"]?.stringValue)
        #expect(
          json["checkpoint"]?["sha256"]
            == .string(try SHA256(ofFile: folder.appending(path: checkpoint).path).hexadecimal))
      }
      #expect(scalars[0] == scalars[1])
      // Unwatched, the same bytes.
      let plain = try train(
        folder, ["--checkpoint-dir", "plain", "--validation-split", "0.25"], in: .ranks(2))
      #expect(plain.exitCode == 0, "\(plain)")
      for step in ["step-00000004.safetensors", "step-00000008.safetensors"] {
        let files = ["plain", "run0<&\"\u{1B}", "run1<&\"\u{1B}"].map { run in
          FileManager.default.contents(atPath: folder.appending(path: "\(run)/\(step)").path)
        }
        #expect(files[0] != nil && Set(files).count == 1, "\(step)")
      }
    }
  }

  @Test("of a resumed run have each epoch once")
  func resumed() throws {
    try withTemporaryDirectory { folder in
      let watched = ["--checkpoint-dir", "run", "--tensorboard", "b", "--report", "r.html"]
      // Between the second epoch's steps.
      let first = try train(folder, watched + ["--max-steps", "7"], in: .ranks(2))
      #expect(first.exitCode == 0, "\(first)")
      var page = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(page.contains(">stopped</span> 1 of 2"))
      let second = try train(folder, watched + ["--resume"])
      #expect(second.exitCode == 0, "\(second)")
      let events = try EventFolder(folder.appending(path: "b/train").path)
      #expect(events.files.count == 2)
      #expect(events.scalars("epoch_loss").map(\.step) == [0, 1])
      page = try String(contentsOf: folder.appending(path: "r.html"), encoding: .utf8)
      #expect(page.contains(">finished</span> 2 of 2"))
      #expect(try numbers(page)["epochs"]?.arrayValue?.count == 2)
    }
  }

  @Test(
    "are refused where they cannot be created",
    arguments: [
      (["--report", "/dev/null"], 64, ["the report is /dev/null"]),
      (["--report", "."], 64, ["the report is ."]),
      (["--report", "missing/r.html"], 73, ["missing"]),
      (["--tensorboard", "/dev/null"], 73, ["/dev/null"]),
      (["--report", "a", "--log", "a"], 64, ["the report is a", "the log's"]),
    ] as [([String], Int32, [String])])
  func refused(arguments: [String], exitCode: Int32, words: [String]) throws {
    try withTemporaryDirectory { folder in
      let result = try train(folder, arguments)
      #expect(result.exitCode == exitCode, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }
}
