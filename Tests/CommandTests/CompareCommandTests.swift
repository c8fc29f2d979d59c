import Foundation
import TestSupport
import Testing

@Suite("lockstep compare")
struct CompareCommandTests {
  private static let images = 300

  private func lines(_ result: JobResult) -> [String] {
    result.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test func findsNoDifferenceBetweenWorldSizes() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--epochs", "2"], run: "solo")
      try folder.train(["--epochs", "2"], in: .ranks(3), run: "ranks")
      let result = try folder.lockstep(["compare", "solo", "ranks"])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardError.isEmpty, "\(result)")
      #expect(lines(result) == ["The same bits at all 2 steps up to 6."])
      let names = try folder.checkpoints(run: "solo").keys.sorted()
      let files = try folder.lockstep(["compare"] + ["solo", "ranks"].map { "\($0)/\(names[0])" })
      #expect(files.exitCode == 0, "\(files)")
      #expect(lines(files)[0].hasPrefix("The same bits in all "), "\(files)")
    }
  }

  @Test func findsTheFirstStepTheSettingAndTheTensors() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--epochs", "2"], run: "one")
      try folder.train(["--epochs", "2", "--learning-rate", "0.002"], run: "other")
      let result = try folder.lockstep(["compare", "one", "other", "--limit", "1"])
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.standardError.isEmpty, "\(result)")
      let found = lines(result)
      #expect(found.first == "First different checkpoint: step 3", "\(result)")
      #expect(
        found.contains { $0.hasPrefix("compile.optimizer.config.learning_rate: ") }, "\(result)")
      #expect(found.contains { $0.hasPrefix("dense/bias ") && $0.hasSuffix(" ulp") }, "\(result)")
      #expect(found.last?.hasSuffix(" more (--limit)") == true, "\(result)")
    }
  }

  @Test func refusesWhatCannotBeCompared() throws {
    try TrainingFolder.with(sampleCount: Self.images) { folder in
      try folder.train(["--epochs", "1"], run: "one")
      let name = try #require(folder.checkpoints(run: "one").keys.first)
      try Data(#"{"digests": 1}"#.utf8).write(to: folder.url.appending(path: "log"))
      for (arguments, code, words) in [
        (["one/\(name)", "log"], 64, ["two digest logs or two safetensors files", "log"]),
        (["log", "one/\(name)"], 64, ["two digest logs or two safetensors files", name]),
        (["one", "one/\(name)"], 64, ["two files or two folders"]),
        (["one", "nothing"], 66, ["nothing"]),
        (["one", "images"], 65, ["nothing to compare", "images"]),
        (["one/\(name)", "images/train-images-idx3-ubyte"], 65, ["train-images-idx3-ubyte"]),
      ] as [([String], Int32, [String])] {
        let result = try folder.lockstep(["compare"] + arguments)
        #expect(result.exitCode == code, "\(arguments): \(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }
}
