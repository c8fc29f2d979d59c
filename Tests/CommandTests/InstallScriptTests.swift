import Foundation
import TestSupport
import Testing

@Suite("scripts/install and scripts/uninstall")
struct InstallScriptTests {
  private static let tools = [
    "bash", "cat", "cp", "dirname", "find", "grep", "head", "install", "mkdir", "mktemp", "rm",
    "rmdir", "sed", "sort",
  ]

  /// The interpreter itself: what the `PATH` has may be a script that needs more than the tools.
  private func python() throws -> String {
    let result = try Job.program("python3", ["-c", "import sys; print(sys.executable)"])
    let path = result.standardOutput.split(separator: "\n").first.map(String.init)
    return "exec '\(try #require(path, "\(result)"))' \"$@\""
  }

  private func files(in folder: URL) -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    return all.filter { path in
      var isFolder: ObjCBool = false
      _ = unsafe FileManager.default.fileExists(
        atPath: folder.appending(path: path).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  @Test("install the command with completions and pages, twice, and remove just that")
  func both() async throws {
    let runner = try ScriptRunner(tools: Self.tools, stubs: ["python3": try python()])
    defer { runner.remove() }
    let prefix = runner.root.appending(path: "a prefix")
    let early = try await runner.run("scripts/install", ["--prefix", prefix.path])
    #expect(early.exitCode == 66, "\(early)")
    #expect(early.errors.contains("swift build -c release"), "\(early)")

    try runner.linkCommand()
    for _ in 0..<2 {
      let result = try await runner.run("scripts/install", ["--prefix", prefix.path])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.errors.contains("is not on the PATH"), "\(result)")
    }
    let installed = files(in: prefix)
    for file in [
      "bin/lockstep", "share/bash-completion/completions/lockstep",
      "share/fish/vendor_completions.d/lockstep.fish", "share/zsh/site-functions/_lockstep",
      "share/man/man1/lockstep.1", "share/man/man1/lockstep-train.1",
      "share/man/man1/lockstep-bench-step.1", "share/lockstep/installed",
    ] { #expect(installed.contains(file), "\(file): \(installed)") }
    let page = try String(
      contentsOf: prefix.appending(path: "share/man/man1/lockstep-train.1"), encoding: .utf8)
    #expect(page.hasPrefix(".TH "))
    #expect(page.contains("\\-\\-epochs"), "\(page)")

    try Data("mine".utf8).write(to: prefix.appending(path: "bin/other"))
    let removal = try await runner.run("scripts/uninstall", ["--prefix", prefix.path])
    #expect(removal.exitCode == 0, "\(removal)")
    #expect(files(in: prefix) == ["bin/other"])
    #expect(!FileManager.default.fileExists(atPath: prefix.appending(path: "share").path))
    let again = try await runner.run("scripts/uninstall", ["--prefix", prefix.path])
    #expect(again.exitCode == 66, "\(again)")
  }

  @Test("remove nothing outside of the folder")
  func changedList() async throws {
    let runner = try ScriptRunner(tools: Self.tools)
    defer { runner.remove() }
    let folder = runner.root.appending(path: "prefix/share/lockstep")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data("../victim\n".utf8).write(to: folder.appending(path: "installed"))
    try Data().write(to: runner.root.appending(path: "victim"))
    let result = try await runner.run(
      "scripts/uninstall", ["--prefix", runner.root.appending(path: "prefix").path])
    #expect(result.exitCode == 66, "\(result)")
    #expect(FileManager.default.fileExists(atPath: runner.root.appending(path: "victim").path))
  }

  @Test(
    "refuse what they do not know",
    arguments: ["scripts/install", "scripts/uninstall"])
  func options(script: String) async throws {
    let runner = try ScriptRunner(tools: Self.tools)
    defer { runner.remove() }
    for arguments in [[], ["--prefix"], ["--prefix", ""], ["--wings"]] {
      let result = try await runner.run(script, arguments)
      #expect(result.exitCode == 64, "\(arguments): \(result)")
    }
    #expect(try await runner.run(script, ["--help"]).exitCode == 0)
  }
}
