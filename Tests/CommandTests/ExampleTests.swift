import Foundation
import TestSupport
import Testing

/// The example programs run, alone and on several ranks.
@Suite("the examples")
struct ExampleTests {
  /// The package's folder.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The folder of the guides.
  private static let guides = root.appending(path: "Sources/Lockstep/Lockstep.docc")

  private func output(
    of product: String, _ arguments: [String] = [], ranks: Int? = nil
  ) throws -> [String] {
    try withTemporaryDirectory { folder in
      let data = folder.appending(path: "images")
      try SmallImages.write(to: data, trainCount: 300)
      let environment = ["MNIST_DIR": data.path]
      let result =
        try ranks.map {
          try Job.mpirun($0, product, arguments, environment: environment, directory: folder)
        } ?? Job.solo(product, arguments, environment: environment, directory: folder)
      #expect(result.exitCode == 0, "\(product) \(arguments): \(result.standardError)")
      return result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
    }
  }

  /// The bars' times differ from run to run.
  private func withoutTimes(_ lines: [String]) -> [String] {
    lines.map { line in
      line.replacing(#/ [0-9]+s [0-9]+(s|ms|us)\/step/#, with: " TIME")
    }
  }

  @Test("the tutorial's path prints the fourth label, five epochs and the accuracy")
  func tutorial() throws {
    let lines = try output(of: "Tutorial")
    #expect(lines.first == String(SmallImages.label(3)))
    #expect(lines.count { $0.hasPrefix("Epoch ") } == 5, "\(lines)")
    #expect(lines.count { $0.hasPrefix("3/3 ━━━━━━━━━━━━━━━━━━━━") } == 5, "\(lines)")
    #expect(lines.dropLast().last?.hasPrefix("4/4 ━━━━━━━━━━━━━━━━━━━━") == true, "\(lines)")
    #expect(lines.last?.hasPrefix("Test accuracy: ") == true, "\(lines)")
  }

  @Test(
    "an example prints the same solo and on three ranks", arguments: ["Tutorial", "ReadmeExample"])
  func ranks(product: String) throws {
    let alone = try withoutTimes(output(of: product))
    let together = try withoutTimes(output(of: product, ranks: 3))
    #expect(alone.count > 5)
    #expect(together == alone)
  }

  /// Epoch by epoch the same loss and accuracy in four digits: no other network has them.
  @Test(
    "a variant prints the bars that the command prints for the model of its name",
    arguments: [
      ("cnn", ["--model", "cnn"]), ("leaky-relu", ["--model", "leaky-relu"]),
      ("sgd-momentum", ["--model", "sgd-momentum"]), ("sparse", ["--model", "sparse"]),
      ("batch-32", ["--batch-size", "32"]), ("batch-256", ["--batch-size", "256"]),
      ("dropout", ["--model", "dropout"]), ("deep", ["--model", "deep"]),
      ("batch-norm", ["--model", "batch-norm"]), ("functional", ["--model", "mlp"]),
      ("moons", ["--model", "moons"]),
      (
        "counts",
        ["--model", "counts", "--epochs", "20", "--schedule", "cosine:decaySteps=5000"]
      ),
    ])
  func variant(name: String, options: [String]) throws {
    let program = try withoutTimes(output(of: "Variants", [name]))
    let command = try withoutTimes(output(of: "lockstep", ["train"] + options))
    func bars(_ lines: [String]) -> [String] { lines.filter { $0.contains("━") } }
    #expect(bars(command).count >= 6, "\(command)")
    #expect(bars(program) == bars(command))
  }

  @Test(
    "a variant prints the same solo and on three ranks",
    arguments: ["batch-norm", "dropout", "subclassing", "own-operation", "own-loss"])
  func variantOnRanks(name: String) throws {
    let alone = try withoutTimes(output(of: "Variants", [name]))
    let together = try withoutTimes(output(of: "Variants", [name], ranks: 3))
    #expect(alone.last?.hasPrefix("Test ") == true, "\(alone)")
    #expect(together == alone)
  }

  @Test(
    "what a guide measures on MNIST runs to its last line",
    arguments: [
      ("preparing-data", 8, "  test loss "), ("dying-relu", 12, "  test accuracy: "),
      ("vanishing-gradients", 44, "  after two epochs, test accuracy: "),
      ("overfitting", 12, "  epoch 20: loss "), ("branches", 36, "odd_accuracy: "),
    ])
  func measurements(name: String, lineCount: Int, last: String) throws {
    let lines = try output(of: "Variants", [name])
    #expect(lines.count == lineCount, "\(lines)")
    #expect(lines.last?.hasPrefix(last) == true, "\(lines)")
  }

  @Test(
    "a guide shows what its program prints",
    arguments: [
      ("activations", "Activations"), ("losses", "Losses"), ("optimizers", "Optimizers"),
    ])
  func shownOutput(name: String, guide: String) throws {
    let lines = try output(of: "Variants", [name])
    let text = try String(contentsOf: Self.guides.appending(path: "\(guide).md"), encoding: .utf8)
    #expect(lines.count > 8)
    let shown = ["$ swift run -c release Variants \(name)"] + lines
    let isShown = text.contains("```\n\(shown.joined(separator: "\n"))\n```\n")
    #expect(isShown, "\(guide).md does not show \(lines)")
  }

  @Test("a guide's Swift is part of a program that runs")
  func shownPrograms() throws {
    var programs: [String] = []
    for folder in [
      "Examples/Readme", "Examples/Tutorial", "Examples/Variants",
      "Examples/OwnPackage/Sources/OwnPackage",
    ] {
      let url = Self.root.appending(path: folder)
      for file in try FileManager.default.contentsOfDirectory(atPath: url.path) {
        let text = try String(contentsOf: url.appending(path: file), encoding: .utf8)
        programs.append(Self.code(text))
      }
    }
    var count = 0
    for file in try FileManager.default.contentsOfDirectory(atPath: Self.guides.path)
    where file.hasSuffix(".md") {
      let text = try String(contentsOf: Self.guides.appending(path: file), encoding: .utf8)
      // The blocks that say which file they are for are compiled by `scripts/document`.
      for block in text.matches(of: #/(?:<!-- code: .* -->\n)?```swift\n((?:.|\n)*?)```/#)
      where !block.output.0.hasPrefix("<!--") {
        count += 1
        let code = Self.code(String(block.output.1))
        #expect(programs.contains { $0.contains(code) }, "\(file): no program has\n\(code)")
      }
    }
    #expect(count > 10)
  }

  /// Lines without indentation, which differs between a guide and a program.
  private static func code(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.drop { $0 == " " } }
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  @Test("the lines of guides run, and print what the guides say")
  func snippets() throws {
    let lines = try output(of: "Variants", ["snippets"])
    #expect(lines.contains("30 updates"), "\(lines)")
    #expect(lines.suffix(3).first == "0.0", "\(lines)")
    #expect(lines.suffix(2).first == "1.0", "\(lines)")
    let error = try #require(lines.last)
    let guide = Self.guides.appending(path: "LayersAndShapes.md")
    #expect(try String(contentsOf: guide, encoding: .utf8).contains("```\n\(error)\n```\n"))
  }

  @Test("an unknown example is refused, with the names of all")
  func unknownExample() throws {
    let result = try Job.solo("Variants", ["cnm"])
    #expect(result.exitCode == 64)
    #expect(
      result.standardError.hasPrefix("lockstep: error: the example is cnm; expected cnn, "),
      "\(result.standardError)")
  }

  @Test("a variant is a file of at most 40 lines, an operation of one's own of 60")
  func lengths() throws {
    let folder = Self.root.appending(path: "Examples/Variants")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    #expect(files.count > 20)
    for file in files {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let count = text.split(separator: "\n", omittingEmptySubsequences: false).count - 1
      let hasOperation = ["OwnOperation.swift", "ForgottenTerm.swift"].contains(file)
      #expect(count <= (hasOperation ? 60 : 40), "\(file) has \(count) lines")
    }
  }

  @Test("the programs, tests and pages that a guide names are there")
  func namedFiles() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.guides.path)
      .filter { $0.hasSuffix(".md") }
    var count = 0
    for file in files {
      let text = try String(contentsOf: Self.guides.appending(path: file), encoding: .utf8)
      let paths = text.matches(of: #/`((?:Examples|Tests)/[A-Za-z0-9\/+]+\.swift)`/#)
        .map { Self.root.appending(path: String($0.output.1)) }
      let pages = text.matches(of: #/<doc:([A-Za-z]+)>/#)
        .map { Self.guides.appending(path: "\($0.output.1).md") }
      for url in paths + pages {
        count += 1
        #expect(
          FileManager.default.fileExists(atPath: url.path),
          "\(file) names \(url.lastPathComponent)")
      }
    }
    #expect(count > 30)
  }

  @Test("mpirun takes the host files", arguments: [("local-2", 2), ("local-4", 4)])
  func hostFile(name: String, slots: Int) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let result = try folder.lockstep(
        [
          "train", "--data", folder.data.path, "--epochs", "1", "--verbose", "0",
          "--checkpoint-dir", "run",
        ], in: .ranks(slots),
        options: ["--hostfile", Self.root.appending(path: "hostfiles/\(name)").path])
      #expect(result.exitCode == 0, "\(result.standardError)")
    }
  }
}
