import Foundation
import TestSupport
import Testing

/// `train --standardize`.
@Suite("train --standardize")
struct StandardizeTests {
  /// Rows of four numbers of very different scales, one of them constant, and a class or two
  /// values that they tell.
  private func table(_ range: Range<Int>, values: Bool = false) -> String {
    (values ? "a,b,c,d,sum,gap\n" : "a,b,c,d,kind\n")
      + range.map { row in
        let u = (0..<3).map { Double(((row * 3 + $0) * 2_654_435_761) >> 9 & 255) / 256 }
        let inputs = [1_000 + 5 * u[0], u[1] / 1_000, -40 + 200 * u[2], 3]
        let labels =
          values ? ["\(u[0] + u[1])", "\(u[2] - u[0])"] : [u[0] > u[1] ? "left" : "right"]
        return (inputs.map { "\($0)" } + labels).joined(separator: ",") + "\n"
      }.joined()
  }

  private func withFolder(_ body: (ArrayFolder) throws -> Void) throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("two.json", units: 2, activation: "softmax")
      try folder.writeModel("values.json", units: 2, activation: "linear")
      try Data(table(0..<150).utf8).write(to: url.appending(path: "kinds.csv"))
      try Data(table(0..<150, values: true).utf8).write(to: url.appending(path: "sums.csv"))
      try body(folder)
    }
  }

  private func train(
    _ folder: ArrayFolder, _ run: String, _ options: [String] = [], ranks: Int? = nil
  ) throws -> JobResult {
    try folder.lockstep(
      [
        "train", "--data", "kinds.csv", "--model", "two.json", "--epochs", "3", "--batch-size",
        "16", "--verbose", "2", "--checkpoint-dir", run, "--train-fraction", "0.8",
        "--standardize", "--optimizer", "adam:learningRate=0.02",
      ] + options, ranks: ranks)
  }

  private func number(_ result: JobResult, _ name: String) throws -> Double {
    let line = result.standardOutput.split(separator: "\n").last { $0.hasPrefix(name) }
    return try #require(line?.split(separator: " ").last.flatMap { Double($0) }, "\(result)")
  }

  @Test("has the same checkpoint on any number of ranks, resumed or not, and is kept in it")
  func identity() throws {
    try withFolder { folder in
      let solo = try train(folder, "solo", ["--digest", "solo.digests", "--digest-gradients"])
      try #require(solo.exitCode == 0, "\(solo)")
      #expect(
        solo.standardOutput.contains(
          "\nInputs are standardized: 4 means of 120 training samples\n"), "\(solo)")
      #expect(
        errorLines(solo).last?.hasSuffix(
          "constant in the training samples, so they become 0: columns d") == true, "\(solo)")
      #expect(try number(solo, "Test accuracy") > 0.6, "\(solo)")
      let three = try train(folder, "three", ranks: 3)
      try #require(three.exitCode == 0, "\(three)")
      #expect(try folder.newest("three") == folder.newest("solo"))
      _ = try train(folder, "half", ["--max-steps", "11"], ranks: 2)
      let resumed = try train(folder, "half", ["--resume"])
      #expect(resumed.standardOutput.contains("Resuming from"), "\(resumed)")
      #expect(try folder.newest("half") == folder.newest("solo"))
      // Without the option the model is another one.
      let other = try folder.lockstep([
        "train", "--data", "kinds.csv", "--model", "two.json", "--epochs", "4", "--batch-size",
        "16", "--checkpoint-dir", "solo", "--train-fraction", "0.8", "--resume",
        "--optimizer", "adam:learningRate=0.02",
      ])
      #expect(other.exitCode != 0, "\(other)")

      let test = ["--data", "kinds.csv", "--train-fraction", "0.8", "--verbose", "0"]
      let checkpoint = "solo/step-00000024.safetensors"
      let evaluated = try folder.lockstep(["evaluate", checkpoint] + test)
      #expect(try number(evaluated, "Test accuracy") == number(solo, "Test accuracy"))
      let exported = try folder.lockstep(["export", "solo", "--output", "m.keras"])
      try #require(exported.exitCode == 0, "\(exported)")
      let rows = table(0..<150).split(separator: "\n").map { row in
        row.split(separator: ",").dropLast().joined(separator: ",")
      }
      try Data(rows.joined(separator: "\n").utf8).write(to: folder.url.appending(path: "rows.csv"))
      let predictions = try ["solo", "m.keras"].map { model in
        try folder.lockstep(["predict", model, "--data", "rows.csv", "--format", "jsonl"])
          .standardOutput.replacing(#/"name": "[a-z]*", /#, with: "")
      }
      #expect(predictions[0].count > 1_000 && predictions[0] == predictions[1])
      let summary = try folder.lockstep(["summary", checkpoint])
      #expect(summary.standardOutput.contains("(Normalization)"), "\(summary)")
      // From the first weights, which the seed has, and the statistics, which data have.
      let replay = try folder.lockstep([
        "replay", "solo", "--data", "kinds.csv", "--train-fraction", "0.8", "--step", "5",
        "--digest", "solo.digests",
      ])
      #expect(replay.exitCode == 0, "\(replay)")
    }
  }

  /// The other samples are changed; what the model does to its input stays.
  @Test("fits the statistics on the samples to train on alone")
  func trainingPartOnly() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 3, activation: "softmax")
      let arrays = ArrayFolder.arrays(.classes)
      func write(_ name: String, scaling last: Int, _ factor: Float) throws {
        let x = (0..<96 * 4).map { index in
          Float(index * 2_654_435_761 >> 7 & 255) / 256 * (index / 4 >= 96 - last ? factor : 1)
        }
        try folder.writeArchive(
          name,
          [("x_train", npyFile("<f4", [96, 4], bytes(x)))] + arrays.filter { $0.name != "x_train" })
      }
      try write("plain.npz", scaling: 0, 1)
      try write("odd.npz", scaling: 24, 1_000)
      let weights = try ["plain.npz", "odd.npz"].map { data in
        let result = try folder.lockstep([
          "train", "--data", data, "--model", "model.json", "--epochs", "1", "--batch-size", "16",
          "--verbose", "0", "--checkpoint-dir", data + "-run", "--validation-split", "0.25",
          "--standardize",
        ])
        try #require(result.exitCode == 0, "\(result)")
        let exported = try folder.lockstep(["export", data + "-run", "--output", data + ".out.npz"])
        try #require(exported.exitCode == 0, "\(exported)")
        return try Data(contentsOf: url.appending(path: data + ".out.npz"))
      }
      #expect(weights[0] == weights[1])
    }
  }

  @Test("regresses several columns, which predict names")
  func severalColumns() throws {
    try withFolder { folder in
      func train(_ run: String, ranks: Int? = nil, _ columns: [String]) throws -> JobResult {
        try folder.lockstep(
          [
            "train", "--data", "sums.csv", "--model", "values.json", "--epochs", "100",
            "--batch-size", "16", "--verbose", "0", "--checkpoint-dir", run, "--train-fraction",
            "0.8", "--standardize", "--optimizer", "adam:learningRate=0.01",
          ] + columns.flatMap { ["--label-column", $0] }, ranks: ranks)
      }
      let solo = try train("solo", ["gap", "sum"])
      try #require(solo.exitCode == 0, "\(solo)")
      #expect(try number(solo, "Test loss") < 0.01, "\(solo)")
      #expect(try train("two", ranks: 2, ["gap", "sum"]).exitCode == 0)
      #expect(try folder.newest("two") == folder.newest("solo"))

      // Another order of the columns, in which the names count.
      let row = table(7..<8, values: true).split(separator: "\n")[1].split(separator: ",")
      let rows = "d,c,b,a\n\(row[..<4].reversed().joined(separator: ","))\n"
      try Data(rows.utf8).write(to: folder.url.appending(path: "rows.csv"))
      func predict(_ format: String) throws -> [String] {
        let result = try folder.lockstep(
          ["predict", "solo", "--data", "rows.csv", "--format", format])
        try #require(result.exitCode == 0, "\(result)")
        return result.standardOutput.split(separator: "\n").map(String.init)
      }
      let csv = try predict("csv")
      #expect(csv.first == "sample,gap,sum")
      let values = csv[1].split(separator: ",").compactMap { Double($0) }
      let expected = try (gap: #require(Double(row[5])), sum: #require(Double(row[4])))
      #expect(
        values.count == 3 && abs(values[1] - expected.gap) < 0.3
          && abs(values[2] - expected.sum) < 0.3, "\(csv), expected \(expected)")
      #expect(
        try predict("jsonl") == [
          "{\"sample\": 0, \"values\": {\"gap\": \(csv[1].split(separator: ",")[1]), \"sum\": \(csv[1].split(separator: ",")[2])}}"
        ])
      #expect(try predict("text")[0] == "sample  gap sum")

      let inspected = try folder.lockstep(["inspect", "solo"])
      #expect(inspected.standardOutput.contains("4 numbers a row, labels in gap, sum"))
      let data = try folder.lockstep(
        ["inspect", "sums.csv", "--label-column", "sum", "--label-column", "-1"])
      #expect(data.standardOutput.contains("values of shape [2]"), "\(data)")
      let whole = try folder.lockstep(
        ["evaluate", "solo/step-00000800.safetensors", "--data", "sums.csv", "--verbose", "0"])
      #expect(try number(whole, "Test loss") < 0.01, "\(whole)")

      for setting in [#"["gap", -1]"#, #""gap""#, "-1"] {
        try Data(#"{"label-column": \#(setting)}"#.utf8).write(
          to: folder.url.appending(path: "run.json"))
        let printed = try folder.lockstep(["train", "--config", "run.json", "--print-config"])
        let list =
          setting.hasPrefix("[") ? #"["gap","-1"]"# : #"["\#(setting.filter { $0 != "\"" })"]"#
        #expect(printed.standardOutput.contains(#""label-column": \#(list)"#), "\(printed)")
      }
      let few = try folder.lockstep(
        [
          "evaluate", "solo/step-00000800.safetensors", "--data", "sums.csv", "--label-column",
          "sum",
        ])
      #expect(few.exitCode == 65, "\(few)")
      expectOneErrorLine(few, containing: ["sums.csv", "one column of labels", "expected 2"])
      let one = try train("one", ["sum"])
      // The other column is one of the inputs then.
      #expect(one.exitCode == 65, "\(one)")
      expectOneErrorLine(one, containing: ["[5]", "[4]"])
      let text = try folder.lockstep([
        "train", "--data", "kinds.csv", "--model", "values.json", "--label-column", "a",
        "--label-column", "kind",
      ])
      #expect(text.exitCode == 65, "\(text)")
      expectOneErrorLine(
        text, containing: ["kinds.csv: line 2, row 1, column \"kind\"", "several columns"])
    }
  }

  @Test("is refused where the model scales its inputs itself, and for images has one mean")
  func refusals() throws {
    try withFolder { folder in
      func model(_ first: String) -> String {
        """
        {"class_name": "Sequential", "config": {"layers": [
          {"class_name": "InputLayer", "config": {"batch_shape": [null, 4], "name": "in"}},
          \(first), {"class_name": "Dense", "config": {"units": 2, "activation": "softmax"}}]}}
        """
      }
      for (name, layer) in [
        (
          "Normalization",
          #"{"class_name": "Normalization", "config": {"axis": null, "mean": 1, "variance": 2}}"#
        ),
        ("Rescaling", #"{"class_name": "Rescaling", "config": {"scale": 0.5}}"#),
      ] {
        try Data(model(layer).utf8).write(to: folder.url.appending(path: "own.json"))
        let result = try train(folder, "own", ["--model", "own.json"])
        #expect(result.exitCode == 64, "\(result)")
        #expect(
          errorLines(result).last?.contains("own.json, which begins with a \(name)") == true,
          "\(result)")
      }
      let digits = try folder.lockstep([
        "train", "--data", "digits", "--train-samples", "256", "--epochs", "1", "--standardize",
        "--verbose", "2", "--checkpoint-dir", "digits",
      ])
      #expect(digits.exitCode == 0, "\(digits)")
      #expect(
        digits.standardOutput.contains("Inputs are standardized: one mean of 256 training"),
        "\(digits)")
      // What was divided by 255 before it was standardised still is.
      let again = try folder.lockstep([
        "evaluate", "digits/step-00000002.safetensors", "--data", "digits", "--verbose", "0",
      ])
      #expect(try number(again, "Test accuracy") == number(digits, "Test accuracy"), "\(again)")
    }
  }
}
