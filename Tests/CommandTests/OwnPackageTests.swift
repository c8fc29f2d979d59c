import Foundation
import TestSupport
import Testing

/// `Examples/OwnPackage` as what it is: a package that depends on this one.
@Suite("a package of one's own", .timeLimit(.minutes(20)))
struct OwnPackageTests {
  private static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A copy of the example, with nothing around it.
  private func package(in folder: URL) throws -> URL {
    let copy = folder.appending(path: "own")
    let example = Self.root.appending(path: "Examples/OwnPackage")
    for path in ["Package.swift", "Sources/OwnPackage/main.swift"] {
      let file = copy.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: example.appending(path: path), to: file)
    }
    return copy
  }

  private func swift(
    _ arguments: [String], _ environment: [String: String], in package: URL
  ) throws -> JobResult {
    let result = try Job.program(
      "swift", arguments, environment: environment, directory: package, timeout: .seconds(900))
    try #require(result.exitCode == 0, "swift \(arguments): \(result)")
    return result
  }

  @Test("needs a program of at most 40 lines")
  func length() throws {
    let path = "Examples/OwnPackage/Sources/OwnPackage/main.swift"
    let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 <= 40)
  }

  /// Not in every run of `scripts/test`, whose eight minutes it would exceed: nothing of the
  /// ordinary build can be used.
  ///
  /// The tier is one that `.ci/run` has. What is cloned is the last commit.
  /// `.package(path:)` is resolved and not built: it differs from `url:` only in where the sources
  /// are.
  @Test(
    "is built with a tagged clone, and with a folder resolves",
    .enabled(
      if: ProcessInfo.processInfo.environment["LOCKSTEP_TIER_REAL"] == "1",
      "takes minutes: scripts/test --real"))
  func dependencies() throws {
    try withTemporaryDirectory { folder in
      let package = try package(in: folder)
      let clone = folder.appending(path: "lockstep")
      let git = ["clone", "--quiet", Self.root.path, clone.path]
      for arguments in [git, ["-C", clone.path, "tag", "--force", "1.0.0"]] {
        let result = try Job.program("git", arguments, directory: folder)
        try #require(result.exitCode == 0, "git \(arguments): \(result)")
      }
      let dependencies = ["package", "show-dependencies", "--format", "json"]
      let byPath = try swift(dependencies, ["LOCKSTEP_REPO": clone.path], in: package)
      #expect(byPath.standardOutput.contains("\"version\": \"unspecified\""), "\(byPath)")

      let url = ["LOCKSTEP_URL": "file://\(clone.path)"]
      let byURL = try swift(dependencies, url, in: package)
      #expect(byURL.standardOutput.contains("\"version\": \"1.0.0\""), "\(byURL)")
      _ = try swift(["build", "--configuration", "release"], url, in: package)

      let program = try OwnProgram(
        in: folder, path: package.appending(path: ".build/release/OwnPackage").path)
      let expected = try program.commandsCheckpoints()
      for (run, world) in [("alone", World.solo), ("together", .ranks(3))] {
        let result = try program.train(run, in: world)
        try #require(result.exitCode == 0, "\(run): \(result)")
        try expectSame(program.files(run).filter { $0.key.hasPrefix("step-") }, expected)
      }
    }
  }
}
