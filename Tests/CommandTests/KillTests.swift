import Foundation
import TestSupport
import Testing

/// `scripts/kill-test`: kills at random instants, and the bytes that runs end in.
@Suite("scripts/kill-test", .serialized, .timeLimit(.minutes(10)))
struct KillTests {
  private func killTest(_ arguments: [String]) throws -> JobResult {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/kill-test")
    return try Job.program(
      "bash", [script.path, "--program", try Products.path(of: "lockstep")] + arguments,
      timeout: .seconds(500))
  }

  /// The script itself compares; here a few runs of what `scripts/kill-test` does two hundred
  /// times.
  @Test("runs that were killed end in the undisturbed run's bytes")
  func fewRuns() throws {
    let result = try killTest(["--runs", "10", "--max-ranks", "4", "--seed", "7"])
    #expect(result.exitCode == 0, "\(result)")
    let lines = result.standardOutput.split(separator: "\n")
    #expect(lines.count { $0.contains(" same ") } == 10, "\(result)")
    #expect(
      lines.contains { $0.hasPrefix("runs that ended") && $0.hasSuffix(" 10 of 10") }, "\(result)")
  }

  /// A program that ends well and writes nothing, or something else each time.
  @Test(
    "detects lost files",
    arguments: [
      ("exit 3", "fails"),
      (
        """
        while [ "$1" != --checkpoint-dir ]; do shift; done
        mkdir -p "$2"
        echo $$ >"$2/step-00000001.safetensors"
        """, "differ"
      ),
    ])
  func liar(body: String, words: String) throws {
    try withTemporaryDirectory { folder in
      let program = folder.appending(path: "liar")
      try Data("#!/bin/sh\n\(body)\n".utf8).write(to: program)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: program.path)
      let result = try killTest(["--program", program.path, "--runs", "1"])
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.standardError.contains(words), "\(result)")
    }
  }

  @Test(
    "refuses an invalid argument",
    arguments: [
      (["--runs", "0"], "'0'"), (["--seed", "one"], "'one'"), (["--max-ranks", "9"], "'9'"),
      (["--fast"], "--fast"), (["--program", "/absent"], "/absent"),
    ])
  func wrongWord(arguments: [String], word: String) throws {
    let result = try killTest(arguments)
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains(word), "\(result)")
  }
}
