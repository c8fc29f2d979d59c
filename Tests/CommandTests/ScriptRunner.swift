import Foundation
import TestSupport

/// A temporary copy of the repository's `scripts/`, run with a `PATH` on which every program is
/// known: links to the machine's own tools, and stubs.
struct ScriptRunner {
  /// What a script left behind.
  struct Outcome {
    var exitCode: Int32
    var output: String
    var errors: String

    /// The lines of standard error.
    var errorLines: [String] {
      errors.split(separator: "\n").map(String.init)
    }
  }

  /// This machine lacks a tool that the scripts need.
  struct MissingTool: Error {
    var name: String
  }

  /// The root of the copy: `scripts/` is inside.
  let root: URL

  private var binaries: URL { root.appending(path: "bin") }

  /// - Throws: `MissingTool`, or an error of the file system.
  init(tools: [String], stubs: [String: String] = [:]) throws {
    // Scripts print resolved paths, and macOS's temporary folder is behind a link.
    root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appending(path: "lockstep-scripts-\(UUID().uuidString)")
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    try FileManager.default.createDirectory(at: binaries, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: repository.appending(path: "scripts"), to: root.appending(path: "scripts"))
    // Each script finds its own folder with `realpath`.
    for tool in Set(tools + ["realpath"]) where stubs[tool] == nil {
      guard let found = Self.location(of: tool) else { throw MissingTool(name: tool) }
      try FileManager.default.createSymbolicLink(
        at: binaries.appending(path: tool), withDestinationURL: found)
    }
    for (name, body) in stubs { try stub("bin/\(name)", body) }
  }

  /// Puts the built command where a build of the copy would.
  func linkCommand() throws {
    let folder = root.appending(path: ".build/release")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "lockstep"),
      withDestinationURL: URL(filePath: try Products.path(of: "lockstep")))
  }

  func remove() {
    try? FileManager.default.removeItem(at: root)
  }

  /// Where the machine keeps a tool, if it has it.
  static func location(of tool: String) -> URL? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return path.split(separator: ":").map { URL(filePath: String($0)).appending(path: tool) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  /// Replaces a program, or a script of the copy, by a bash body.
  func stub(_ path: String, _ body: String) throws {
    let file = root.appending(path: path)
    try? FileManager.default.removeItem(at: file)
    try Data("#!/usr/bin/env bash\n\(body)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
  }

  /// Runs a script of the copy to its end, in the copy's root, without blocking the test's thread.
  ///
  /// What it prints goes through files, which nobody has to drain meanwhile. The closure may stop
  /// the process. One that has not ended after half an hour is killed with what it started: on
  /// a busy machine other tests may keep the closure waiting for many minutes.
  func run(
    _ script: String, _ arguments: [String] = [], environment: [String: String] = [:],
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> Outcome {
    let files = ["output", "errors"].map { root.appending(path: "\($0)-\(UUID().uuidString)") }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }

    let process = Process()
    process.executableURL = root.appending(path: script)
    process.arguments = arguments
    process.currentDirectoryURL = root
    process.environment = ["PATH": binaries.path, "HOME": root.path, "LC_ALL": "C"]
      .merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    let (ends, end) = AsyncStream.makeStream(of: Int32.self)
    process.terminationHandler = {
      end.yield($0.terminationStatus)
      end.finish()
    }
    try Processes.withoutBlockedSignals { try process.run() }
    let group = process.processIdentifier
    let limit = Task {
      try await Task.sleep(for: .seconds(1_800))
      kill(-group, SIGKILL)
    }
    defer { limit.cancel() }
    try await whileRunning(process)
    var exitCode: Int32 = -1
    for await code in ends { exitCode = code }
    let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
    return Outcome(exitCode: exitCode, output: texts[0], errors: texts[1])
  }
}
