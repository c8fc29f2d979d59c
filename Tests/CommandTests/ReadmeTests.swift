import Foundation
import TestSupport
import Testing

/// What the README shows is what a reader gets.
@Suite("the README")
struct ReadmeTests {
  /// The package's folder.
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text() throws -> String {
    try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
  }

  /// The block with the checksums of three runs, run again as it stands there.
  @Test(
    "shows the checksums that its commands print",
    .enabled(if: PythonVersion.isEnough, "needs Python 3.11"))
  func checksums() throws {
    #expect(try Self.text().contains("$ sha256sum runs/[138]/step-"))
    let script = Self.root.appending(path: "scripts/make-readme").path
    let result = try Job.program("python3", [script, "--check", "--only", "sha256sum"])
    #expect(result.exitCode == 0, "\(result)")
  }

  @Test("has at most 140 lines")
  func length() throws {
    #expect(try Self.text().split(separator: "\n", omittingEmptySubsequences: false).count <= 141)
  }

  @Test("shows the program that is built")
  func program() throws {
    let program = try String(
      contentsOf: Self.root.appending(path: "Examples/Readme/main.swift"), encoding: .utf8)
    #expect(try Self.text().contains("```swift\n\(program)```\n"))
  }

  @Test("and the host files name what is there")
  func paths() throws {
    let links = try Self.text().matches(of: #/\]\((?!http)([^)#]+)\)/#).map {
      String($0.output.1)
    }
    let files = ["hostfiles/local-2", "hostfiles/local-4", "hostfiles/two-hosts.example"]
    #expect(links.count > 5)
    for path in links + files {
      #expect(
        FileManager.default.fileExists(atPath: Self.root.appending(path: path).path),
        "\(path) is missing")
    }
  }
}
