import Foundation
import TestSupport
import Testing

@Suite("predict")
struct PredictCommandTests {
  private func lines(_ result: JobResult) -> [String] {
    result.standardOutput.split(separator: "\n").map(String.init)
  }

  @Test("says in every form what evaluate counts")
  func forms() throws {
    try ArrayFolder.withTrained(epochs: 20) { folder in
      func predict(_ options: [String], ranks: Int? = nil) throws -> [String] {
        let result = try folder.lockstep(
          ["predict", "run", "--data", "data.npz"] + options, ranks: ranks)
        try #require(result.exitCode == 0 && result.standardError.isEmpty, "\(result)")
        return lines(result)
      }
      let csv = try predict(["--format", "csv"])
      #expect(csv.first == "sample,class,probability0,probability1,probability2")
      #expect(csv.count == 33)
      let rows = csv.dropFirst().map { $0.split(separator: ",").map(String.init) }
      for (index, row) in rows.enumerated() {
        try #require(row.count == 5 && row[0] == "\(index)", "\(row)")
        let probabilities = row[2...].compactMap { Float($0) }
        try #require(
          probabilities.count == 3 && abs(probabilities.reduce(0, +) - 1) < 1e-5, "\(row)")
        let label = try #require(Int(row[1]))
        #expect(probabilities[label] == probabilities.max(), "\(row)")
      }
      #expect(try predict(["--format", "csv"], ranks: 2) == csv)
      #expect(try predict(["--format", "csv", "--limit", "5"]) == Array(csv.prefix(6)))

      let text = try predict([])
      #expect(text.first == "sample  probability  class")
      #expect(
        text.dropFirst().map { $0.split(separator: " ").last.map(String.init) }
          == rows.map { $0[1] }
      )
      let objects = try predict(["--format", "jsonl"]).map { line in
        try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      }
      #expect(objects.map { $0["class"] as? Int } == rows.map { Int($0[1]) })
      #expect(
        objects.map { ($0["probabilities"] as? [Double])?.map { Float($0) } }
          == rows.map { $0[2...].map { Float($0) ?? .nan } })

      _ = try predict(["--format", "npy", "--output", "out.npy"])
      let expected = npyFile(
        "<f4", [32, 3], bytes(rows.flatMap { $0[2...].map { Float($0) ?? .nan } }))
      #expect(
        try Data(contentsOf: folder.url.appending(path: "out.npy")).suffix(32 * 12)
          == Data(expected).suffix(32 * 12))
    }
  }

  @Test("--confusion prints evaluate's matrix behind the predictions, or alone beside --output")
  func confusion() throws {
    try ArrayFolder.withTrained(epochs: 5) { folder in
      func output(_ arguments: [String]) throws -> [String] {
        let result = try folder.lockstep(arguments)
        try #require(result.exitCode == 0 && result.standardError.isEmpty, "\(result)")
        return lines(result)
      }
      let evaluated = try output([
        "evaluate", "run", "--data", "data.npz", "--verbose", "0", "--confusion",
      ])
      let matrix = evaluated.drop { !$0.hasPrefix("Rows are") }
      #expect(matrix.count == 2 + 3 + 1 + 3)
      let predictions = try output(["predict", "run", "--data", "data.npz"])
      #expect(
        try output(["predict", "run", "--data", "data.npz", "--confusion"])
          == predictions + matrix)
      #expect(
        try output([
          "predict", "run", "--data", "data.npz", "--confusion", "--format", "csv", "--output",
          "classes.csv",
        ]) == Array(matrix))
      let some = try output(["predict", "run", "--data", "data.npz", "--confusion", "--limit", "5"])
      let counts = some.dropFirst(6 + 2).prefix(3).flatMap { line in
        line.split(separator: " ").dropFirst().compactMap { Int($0) }
      }
      #expect(counts.reduce(0, +) == 5, "\(some)")
    }
  }

  @Test("--confusion is refused for samples without classes")
  func confusionWithoutClasses() throws {
    try ArrayFolder.withTrained { folder in
      try Data(npyFile("<f4", [1, 4], bytes([Float](repeating: 0.5, count: 4))))
        .write(to: folder.url.appending(path: "x.npy"))
      for (options, words) in [
        (["--data", "x.npy"], ["--confusion", "data with classes", "an array alone"]),
        (["image.png"], ["--confusion", "images alone"]),
        (["--stdin"], ["--confusion", "--stdin"]),
        (["--data", "data.npz", "--format", "csv"], ["--output", "--confusion and --format csv"]),
      ] {
        let result = try folder.lockstep(["predict", "run", "--confusion"] + options)
        #expect(result.exitCode == 64, "\(result)")
        expectOneErrorLine(result, containing: words)
      }
    }
  }

  @Test("takes rows of a table with labels or without, in any order of the columns")
  func table() throws {
    try withTemporaryDirectory { url in
      let folder = ArrayFolder(url: url)
      try folder.writeModel("model.json", units: 2, activation: "softmax")
      let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 3),\($0 % 2)" }
      func table(_ header: String, _ rows: [String]) -> Data {
        Data(([header] + rows).map { $0 + "\n" }.joined().utf8)
      }
      try table("a,b,c,d,kind", rows.enumerated().map { "\($1),\($0 % 2 == 0 ? "even" : "odd")" })
        .write(to: url.appending(path: "train.csv"))
      try table("a,b,c,d", rows).write(to: url.appending(path: "rows.csv"))
      try table(
        "kind,d,c,b,a",
        rows.map { "?,\($0.split(separator: ",").reversed().joined(separator: ","))" }
      ).write(to: url.appending(path: "turned.csv"))
      try table("a,b,c", ["1,2,3"]).write(to: url.appending(path: "short.csv"))
      let trained = try folder.lockstep([
        "train", "--data", "train.csv", "--model", "model.json", "--epochs", "1", "--batch-size",
        "8", "--verbose", "0", "--checkpoint-dir", "run",
      ])
      try #require(trained.exitCode == 0, "\(trained)")
      func predict(_ data: String) throws -> JobResult {
        try folder.lockstep(["predict", "run", "--data", data, "--format", "csv"])
      }
      let whole = try predict("train.csv")
      #expect(whole.exitCode == 0, "\(whole)")
      #expect(lines(whole).first == "sample,class,name,probability0,probability1", "\(whole)")
      #expect(whole.standardOutput.contains(",even,") || whole.standardOutput.contains(",odd,"))
      #expect(try predict("rows.csv").standardOutput == whole.standardOutput)
      #expect(try predict("turned.csv").standardOutput == whole.standardOutput)
      let short = try predict("short.csv")
      #expect(short.exitCode == 65, "\(short)")
      expectOneErrorLine(short, containing: ["short.csv", "no column \"d\""])
    }
  }

  @Test("answers each array of standard input with one of standard output")
  func pipe() throws {
    try ArrayFolder.withTrained { folder in
      let samples = (0..<12).map { Float($0) / 12 }
      let input =
        npyFile("<f4", [2, 4], bytes(Array(samples.prefix(8))))
        + npyFile("<f4", [1, 4], bytes(Array(samples.suffix(4))))
      try Data(input).write(to: folder.url.appending(path: "in.npy"))
      try Data(input.dropLast(3)).write(to: folder.url.appending(path: "cut.npy"))
      try Data(npyFile("<f4", [3, 4], bytes(samples))).write(
        to: folder.url.appending(path: "all.npy"))
      func run(_ words: String) throws -> JobResult {
        try Job.program(
          "sh", ["-c", #""$0" predict run \#(words)"#, try Products.path(of: "lockstep")],
          directory: folder.url)
      }
      let piped = try run("--stdin <in.npy >piped")
      #expect(piped.exitCode == 0 && piped.standardError.isEmpty, "\(piped)")
      let whole = try run("--data all.npy --format npy >whole")
      #expect(whole.exitCode == 0, "\(whole)")
      let answers = try Data(contentsOf: folder.url.appending(path: "piped"))
      let expected = try Data(contentsOf: folder.url.appending(path: "whole")).suffix(36)
      #expect(answers.count == 128 + 24 + 128 + 12)
      #expect(answers[128..<152] + answers[280...] == expected)
      let cut = try run("--stdin <cut.npy >piped")
      #expect(cut.exitCode == 65, "\(cut)")
      expectOneErrorLine(cut, containing: ["standard input", "found", "expected"])
    }
  }

  @Test("draws images, and refuses to draw rows")
  func drawing() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let trained = try folder.train(["--epochs", "1"])
      try #require(trained.exitCode == 0, "\(trained)")
      let shown = try folder.lockstep(
        ["predict", "run", "--data", folder.data.path, "--show", "--limit", "3"], in: .solo)
      #expect(shown.exitCode == 0, "\(shown)")
      let pictures = lines(shown)
      #expect(pictures.count > 14, "\(shown)")
      let captions = pictures.joined(separator: "\n").matches(of: #/\d  +\d+\.\d\d %/#)
      #expect(captions.count == 3, "\(shown)")
    }
    try ArrayFolder.withTrained { folder in
      let result = try folder.lockstep(["predict", "run", "--data", "data.npz", "--show"])
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["--show", "images"])
    }
  }

  @Test(
    "refuses what makes no sense",
    arguments: [
      (["--stdin", "--data", "x.npy"], Int32(64), ["--data", "--stdin"]),
      (["--show", "--format", "csv"], 64, ["--show"]), (["--limit", "0"], 64, ["--limit"]),
      (["--format", "xml"], 64, ["xml"]), (["--data", "none.npy"], 66, ["none.npy"]),
      (["--data", "wide.npy"], 65, ["[5]", "[4]"]), (["--output", "none/x"], 73, ["none/"]),
    ] as [([String], Int32, [String])])
  func errors(options: [String], exitCode: Int32, words: [String]) throws {
    try ArrayFolder.withTrained { folder in
      try Data(npyFile("<f4", [1, 5], bytes([1, 2, 3, 4, 5] as [Float]))).write(
        to: folder.url.appending(path: "wide.npy"))
      let data =
        options.contains("--data") || options.contains("--stdin") ? [] : ["--data", "data.npz"]
      let result = try folder.lockstep(["predict", "run"] + data + options)
      #expect(result.exitCode == exitCode, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }
}
