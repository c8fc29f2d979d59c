import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("train --log")
struct TrainCommandLogTests {
  private static let sampleCount = 300
  private static let batchSize = 64
  private static let epochs = 2
  private static let testSamples = 100

  /// A run's log, line by line, and its newest checkpoint.
  private func logged(
    _ further: [String] = [], in world: World = .solo
  ) throws -> (lines: [JSON], checkpoint: SafetensorsFile, folder: String) {
    try TrainingFolder.with(sampleCount: Self.sampleCount) { folder in
      try folder.train(
        ["--batch-size", "\(Self.batchSize)", "--epochs", "\(Self.epochs)", "--log", "log.jsonl"]
          + further, in: world)
      let lines = try folder.lines("log.jsonl").map { try JSON(parsing: Array($0.utf8)) }
      let checkpoint = try SafetensorsFile(folder.path("run/step-00000010.safetensors"))
      return (lines, checkpoint, folder.url.path)
    }
  }

  private func keys(_ line: JSON) -> [String] { (line.objectValue ?? [:]).keys.sorted() }

  @Test("begins with the settings")
  func settings() throws {
    let (lines, _, _) = try logged(in: .ranks(3))
    #expect(
      keys(lines[0]) == [
        "batchSize", "commit", "data", "epochs", "exchange", "host", "hosts", "kernels",
        "learningRate", "leaves", "model", "numerics", "optimizer", "resumedFrom", "seed",
        "started",
        "testSamples", "trainSamples", "version", "worldSize",
      ])
    let expected: [String: JSON] = [
      "batchSize": .integer(Self.batchSize), "epochs": .integer(Self.epochs), "data": "MNIST",
      "exchange": "shared", "hosts": 1, "leaves": 8, "model": "mlp", "optimizer": "Adam",
      "resumedFrom": nil, "seed": "0", "testSamples": .integer(Self.testSamples),
      "trainSamples": .integer(Self.sampleCount), "worldSize": 3,
      "learningRate": 0.001,
    ]
    for (key, value) in expected { #expect(lines[0][key] == value, "\(key)") }
  }

  @Test("has a line for each epoch, with the numbers of the checkpoint in full precision")
  func epochs() throws {
    let (lines, checkpoint, _) = try logged()
    #expect(lines.count == Self.epochs + 2)
    let text = try #require(checkpoint.metadata["history"])
    let history = try #require(JSON(parsing: Array(text.utf8)).arrayValue)
    #expect(history.count == Self.epochs)
    for (index, sums) in history.enumerated() {
      let line = lines[index + 1]
      #expect(
        keys(line) == [
          "accuracy", "checkpointSeconds", "epoch", "loss", "ranks", "seconds", "slowestStep",
          "stepMilliseconds", "steps",
        ])
      #expect(line["epoch"] == .integer(index + 1))
      #expect(line["steps"] == 5)
      let values = try #require(sums["values"]?.arrayValue).compactMap(\.numberValue)
      try #require(values.count == 2)
      #expect(line["loss"]?.numberValue == values[0] / Double(Self.sampleCount))
      #expect(line["accuracy"]?.numberValue == values[1] / Double(Self.sampleCount))
    }
  }

  @Test("has validation's numbers; the last are those of the run's end")
  func validation() throws {
    let (lines, _, _) = try logged(["--validate"], in: .ranks(2))
    let last = lines[lines.count - 2]
    #expect(
      keys(last) == [
        "accuracy", "checkpointSeconds", "epoch", "loss", "ranks", "seconds", "slowestStep",
        "stepMilliseconds", "steps", "valAccuracy", "valLoss", "validationSeconds",
      ])
    let end = try #require(lines.last)
    #expect(last["valLoss"] == end["testLoss"])
    #expect(last["valAccuracy"] == end["testAccuracy"])
  }

  /// Each checkpoint's write takes as long as the pause; the next one, and the end, wait for it.
  @Test("has the holds for checkpoints in the ranks' times, all of them")
  func holds() throws {
    let (lines, _, _) = try logged([
      "--validate", "--inject", "slow:at=checkpoint,ms=300",
    ])
    let ends = lines.dropFirst()
    func sum(_ name: String) -> Double {
      ends.reduce(0) { $0 + ($1["ranks"]?[0]?[name]?.numberValue ?? 0) }
    }
    let parts = ["compute", "exchange", "waiting", "between", "validation", "checkpoint"]
    let all = parts.reduce(0) { $0 + sum($1 + "Seconds") }
    let known = ["seconds", "validationSeconds", "checkpointSeconds"].reduce(0) { total, name in
      total + ends.reduce(0) { $0 + ($1[name]?.numberValue ?? 0) }
    }
    #expect(all + 1e-6 >= known)
    #expect(all >= 0.6)
    #expect(sum("checkpointSeconds") > 0 && sum("validationSeconds") > 0)
  }

  @Test("ends with the result, the checkpoint and every rank's samples")
  func end() throws {
    let (lines, _, folder) = try logged()
    let end = try #require(lines.last)
    #expect(
      keys(end) == [
        "checkpoint", "data", "ranks", "samplesComputed", "testAccuracy", "testLoss",
      ])
    #expect(end["checkpoint"]?.stringValue == "\(folder)/run/step-00000010.safetensors")
    #expect(end["data"] == "MNIST")
  }

  /// Leaf `i` of a batch of `n` has the samples from `i n / 8` to `(i + 1) n / 8`, and the first
  /// `8 mod worldSize` ranks own one leaf more.
  @Test("counts each rank's samples", arguments: [1, 2, 3, 5, 8])
  func samplesComputed(rankCount: Int) throws {
    let (lines, _, _) = try logged(in: .ranks(rankCount))
    let found = lines.last?["samplesComputed"]?.arrayValue?.compactMap(\.integerValue) ?? []
    let leaves = (0..<rankCount).map { 8 / rankCount + ($0 < 8 % rankCount ? 1 : 0) }
    let batches = [64, 64, 64, 64, 44]
    let expected = leaves.indices.map { rank in
      let first = leaves[..<rank].reduce(0, +)
      let end = first + leaves[rank]
      return batches.reduce(0) { $0 + end * $1 / 8 - first * $1 / 8 } * Self.epochs
    }
    #expect(found == expected)
    #expect(found.reduce(0, +) == Self.epochs * Self.sampleCount)
  }

  @Test("of a resumed run goes on where it ended, and says from which checkpoint")
  func resumed() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let log = ["--log", folder.path("log")]
      try folder.train(["--epochs", "1"] + log)
      try folder.train(["--epochs", "3", "--resume"] + log)
      let lines = try folder.lines("log").map { try JSON(parsing: Array($0.utf8)) }
      #expect(
        lines[2]["resumedFrom"]?.stringValue == folder.path("run/step-00000001.safetensors"))
      #expect(lines.map { $0["epoch"] } == [nil, 1, nil, 2, 3, nil])
    }
  }

  #if os(Linux)
    @Test("that cannot be written is a warning: the run is done")
    func full() throws {
      try TrainingFolder.with(sampleCount: 20) { folder in
        let result = try folder.attempt(["--log", "/dev/full", "--log-every", "1"])
        #expect(result.exitCode == 0, "\(result)")
        let lines = errorLines(result)
        #expect(lines.count == 1, "\(result)")
        #expect(
          lines.first?.contains("warning: the log is not complete: /dev/full") == true,
          "\(result)")
        #expect(result.standardOutput.contains("Test accuracy"), "\(result)")
        #expect(try folder.checkpoints() != [:])
      }
    }

    @Test("warns of a table of epochs that cannot be written, and goes on with it when it resumes")
    func fullTable() throws {
      try TrainingFolder.with(sampleCount: 20) { folder in
        for options in [["--epochs", "1"], ["--epochs", "2", "--resume"]] {
          let result = try folder.attempt(options + ["--csv", "/dev/full"])
          #expect(result.exitCode == 0, "\(result)")
          let lines = errorLines(result)
          #expect(lines.count == 1, "\(result)")
          #expect(
            lines.first?.contains("warning: the CSV file is not complete: /dev/full") == true,
            "\(result)")
          #expect(result.standardOutput.contains("Test accuracy"), "\(result)")
        }
      }
    }
  #endif

  @Test("ends with 73 when it is not writable, before any training")
  func impossible() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(["--log", folder.path("nowhere/log")])
      #expect(result.exitCode == 73, "\(result)")
      expectOneErrorLine(result, containing: ["nowhere/log", "cannot create"])
      #expect(try folder.checkpoints() == [:])
    }
  }
}
