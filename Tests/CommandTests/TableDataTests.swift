import Foundation
import TestSupport
import Testing

/// Data of one's own in a table.
@Suite("train, with a table")
struct TableDataTests {
  /// A table of four numbers and a species, which the numbers tell.
  private func flowers(_ range: Range<Int>, header: String = "a,b,c,d,species\n") -> String {
    header
      + range.map { row in
        let numbers = (0..<4).map { ((row * 4 + $0) * 2_654_435_761) >> 9 & 255 }
        let species = ["setosa", "versicolor", "virginica"]
        let index = (0..<3).max { numbers[$0] < numbers[$1] } ?? 0
        return numbers.map { "\(Double($0) / 256)" }.joined(separator: ",") + ",\(species[index])\n"
      }.joined()
  }

  @Test("writes the same checkpoint on any number of ranks, and evaluates by names")
  func identity() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      try Data(flowers(0..<150).utf8).write(to: url.appending(path: "flowers.csv"))
      func train(_ run: String, _ options: [String] = [], ranks: Int? = nil) throws -> JobResult {
        let result = try folder.lockstep(
          [
            "train", "--data", "flowers.csv", "--model", "model.json", "--epochs", "2",
            "--batch-size", "16", "--verbose", "2", "--checkpoint-dir", run, "--train-fraction",
            "0.8", "--stratify", "--validate",
          ] + options, ranks: ranks)
        try #require(result.exitCode == 0, "\(result)")
        return result
      }
      let solo = try train("solo")
      #expect(
        solo.standardOutput.hasPrefix(
          "flowers.csv: 4 numbers a row; labels are column species, "
            + "3 classes: setosa, versicolor, virginica\n"), "\(solo)")
      #expect(solo.standardOutput.contains("val_accuracy"), "\(solo)")
      _ = try train("three", ranks: 3)
      #expect(try folder.newest("three") == folder.newest("solo"))
      _ = try train("other", ["--split-seed", "1"])
      #expect(try folder.newest("other") != folder.newest("solo"))

      // The last eight steps of a run that began on other ranks.
      _ = try train("half", ["--max-steps", "8"], ranks: 2)
      let resumed = try train("half", ["--resume"])
      #expect(resumed.standardOutput.contains("Resuming from"), "\(resumed)")
      #expect(try folder.newest("half") == folder.newest("solo"))

      func evaluate(_ data: String, _ options: [String] = []) throws -> JobResult {
        try folder.lockstep(
          ["evaluate", "solo/step-00000016.safetensors", "--data", data, "--verbose", "0"]
            + options)
      }
      // The test part is the one of the run.
      let test = try evaluate("flowers.csv", ["--train-fraction", "0.8", "--stratify"])
      let line = try #require(
        solo.standardOutput.split(separator: "\n").first { $0.hasPrefix("Test accuracy") })
      #expect(test.standardOutput.contains(line), "\(test)")
      // Another test part has samples that the model was trained on.
      for other in [
        ["0.8"], ["0.7", "--stratify"], ["0.8", "--stratify", "--split-seed", "1"],
        ["0.8", "--stratify", "--no-shuffle-split"],
      ] {
        let result = try evaluate("flowers.csv", ["--train-fraction"] + other)
        #expect(result.exitCode == 65, "\(result)")
        expectOneErrorLine(
          result, containing: ["the run's training data are", "give the run's data"])
      }
      let input = try evaluate("flowers.csv", ["--label-column", "-5"])
      #expect(input.exitCode == 65, "\(input)")
      expectOneErrorLine(input, containing: ["column \"a\"", "an input of the model"])

      // The same flowers, with columns in another order, and those of two species alone.
      let rows = flowers(0..<150).split(separator: "\n").dropFirst()
      let turned = rows.map { $0.split(separator: ",").reversed().joined(separator: ",") }
      try Data(("species,d,c,b,a\n" + turned.joined(separator: "\n")).utf8)
        .write(to: url.appending(path: "turned.csv"))
      let whole = try evaluate("flowers.csv")
      #expect(whole.standardOutput.contains("Test accuracy (all 150 rows): "), "\(whole)")
      #expect(try evaluate("turned.csv").standardOutput == whole.standardOutput)
      func correct(_ result: JobResult, of count: Int) throws -> Double {
        let line = try #require(
          result.standardOutput.split(separator: "\n").first { $0.contains("accuracy") })
        return try #require(line.split(separator: " ").last.flatMap { Double($0) }) * Double(count)
      }
      let others = rows.filter { !$0.hasSuffix("setosa") }
      let setosas = rows.filter { $0.hasSuffix("setosa") }
      var sum = 0.0
      for (name, part) in [("others.csv", others), ("setosas.csv", setosas)] {
        try Data(("a,b,c,d,species\n" + part.joined(separator: "\n")).utf8)
          .write(to: url.appending(path: name))
        sum += try correct(try evaluate(name), of: part.count)
      }
      #expect((try correct(whole, of: 150) - sum).magnitude < 0.01)

      try Data("a,b,c,d,species\n1,2,3,4,rosa\n".utf8).write(to: url.appending(path: "rosa.csv"))
      let rosa = try evaluate("rosa.csv")
      #expect(rosa.exitCode == 65, "\(rosa)")
      expectOneErrorLine(rosa, containing: ["rosa.csv: line 2, row 1", "'rosa'", "setosa"])
    }
  }

  @Test("regresses, and says in which row and column something is wrong")
  func regression() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 1, activation: "linear")
      let rows = (0..<64).map { row in
        let numbers = (0..<4).map { Double(((row * 4 + $0) * 2_654_435_761) >> 9 & 255) / 256 }
        return "\(numbers[0] * 2 - numbers[1]);" + numbers.map { "\($0)" }.joined(separator: ";")
      }
      func write(_ name: String, _ rows: [String]) throws {
        try Data(rows.joined(separator: "\r\n").utf8).write(to: url.appending(path: name))
      }
      try write("prices.csv", rows)
      func train(_ data: String, _ options: [String] = [], ranks: Int? = nil) throws -> JobResult {
        try folder.lockstep(
          [
            "train", "--data", data, "--model", "model.json", "--label-column", "1",
            "--batch-size", "16", "--optimizer", "adam:learningRate=0.02", "--verbose", "0",
            "--checkpoint-dir", data + "-run",
          ] + options, ranks: ranks)
      }
      let result = try train("prices.csv", ["--epochs", "40", "--train-fraction", "0.75"])
      #expect(result.exitCode == 0, "\(result)")
      let loss = try #require(
        result.standardOutput.split(separator: "\n").first { $0.hasPrefix("Test loss: ") }?
          .split(separator: " ").last.flatMap { Double($0) }, "\(result)")
      #expect(loss < 0.05, "\(loss)")

      var damaged = rows
      damaged[40] = damaged[40].replacing(/;[^;]*$/, with: ";")
      try write("damaged.csv", damaged)
      let missing = try train("damaged.csv", ranks: 2)
      #expect(missing.exitCode == 65, "\(missing)")
      expectOneErrorLine(
        missing, containing: ["damaged.csv: line 41, row 41, column 5: found no value"])
      let twice = try train("prices.csv", ["--label-column", "price"])
      #expect(twice.exitCode == 65, "\(twice)")
      let last = errorLines(twice).last ?? ""
      #expect(last.contains("no column \"price\" for the labels"), "\(twice)")
      let stratified = try train("prices.csv", ["--train-fraction", "0.5", "--stratify"])
      #expect(stratified.exitCode == 65, "\(stratified)")
      expectOneErrorLine(stratified, containing: ["labels that are values"])
    }
  }

  @Test(
    "refuses options that do not belong to the data",
    arguments: [
      (["--stratify"], ["--train-fraction", "--stratify"]),
      (["--split-seed", "3"], ["--train-fraction", "--split-seed"]),
      (["--no-shuffle-split"], ["--train-fraction", "--no-shuffle-split"]),
      (
        ["--train-fraction", "0.5", "--no-shuffle-split", "--split-seed", "3"],
        ["--split-seed", "--no-shuffle-split"]
      ),
      (["--train-fraction", "1"], ["--train-fraction", "above 0 and below 1"]),
      (["--label-column", "x"], ["--label-column", "a table"]),
      (["--train-fraction", "0.5"], ["--train-fraction", "a test set"]),
    ])
  func options(arguments: [String], words: [String]) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(arguments)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }
}
