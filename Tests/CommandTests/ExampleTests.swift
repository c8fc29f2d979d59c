import Foundation
import TestSupport
import Testing

/// The example programs run, alone and on several ranks, and the README shows what they are.
@Suite("the examples")
struct ExampleTests {
  /// The package's folder.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func output(of product: String, ranks: Int?) throws -> [String] {
    try withTemporaryDirectory { folder in
      let data = folder.appending(path: "images")
      try SmallImages.write(to: data, trainCount: 300)
      let environment = ["MNIST_DIR": data.path]
      let result =
        try ranks.map {
          try Job.mpirun($0, product, [], environment: environment, directory: folder)
        } ?? Job.solo(product, [], environment: environment, directory: folder)
      #expect(result.exitCode == 0, "\(product): \(result.standardError)")
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
    let lines = try output(of: "Tutorial", ranks: nil)
    #expect(lines.first == String(SmallImages.label(3)))
    #expect(lines.count { $0.hasPrefix("Epoch ") } == 5, "\(lines)")
    #expect(lines.count { $0.hasPrefix("3/3 ━━━━━━━━━━━━━━━━━━━━") } == 5, "\(lines)")
    #expect(lines.dropLast().last?.hasPrefix("4/4 ━━━━━━━━━━━━━━━━━━━━") == true, "\(lines)")
    #expect(lines.last?.hasPrefix("Test accuracy: ") == true, "\(lines)")
  }

  @Test(
    "an example prints the same on three ranks as alone", arguments: ["Tutorial", "ReadmeExample"])
  func ranks(product: String) throws {
    let alone = try withoutTimes(output(of: product, ranks: nil))
    let together = try withoutTimes(output(of: product, ranks: 3))
    #expect(alone.count > 5)
    #expect(together == alone)
  }

  @Test("the README's program is the one that is built")
  func readme() throws {
    let text = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let program = try String(
      contentsOf: Self.root.appending(path: "Examples/Readme/main.swift"), encoding: .utf8)
    #expect(text.contains("```swift\n\(program)```\n"))
  }

  @Test("what the README and the host files name is there")
  func paths() throws {
    let text = try String(contentsOf: Self.root.appending(path: "README.md"), encoding: .utf8)
    let links = text.matches(of: #/\]\((?!http)([^)#]+)\)/#).map { String($0.output.1) }
    let files = ["hostfiles/local-2", "hostfiles/local-4", "hostfiles/two-hosts.example"]
    #expect(links.count > 5)
    for path in links + files {
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appending(path: path).path),
        "\(path) is missing")
    }
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
