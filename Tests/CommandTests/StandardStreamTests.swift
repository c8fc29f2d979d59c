import Foundation
import TestSupport
import Testing

/// Programs whose standard output or error is closed, full or a pipe without a reader.
@Suite("lockstep, whatever becomes of its output")
struct StandardStreamTests {
  private static let small = [
    "train", "--data", "digits", "--train-samples", "256", "--epochs", "1",
  ]

  /// Runs a command with redirections of a shell, which sees it as `lockstep`.
  private func shell(
    _ script: String, in folder: URL, environment: [String: String] = [:]
  ) throws -> JobResult {
    let functions = """
      lockstep() { "$command" "$@"; }
      small() { lockstep "$@" \(Self.options); }

      """
    return try Job.program(
      "bash", ["-c", functions + script],
      environment: environment.merging(["command": try Products.path(of: "lockstep")]) { $1 },
      directory: folder)
  }

  private static var options: String { small.dropFirst().joined(separator: " ") }

  @Test("trains, saves, and says in the end that its output has not arrived")
  func training() throws {
    try withTemporaryDirectory { folder in
      let cases = [
        (">/dev/full", "74"), (">&-", "0"), ("<&- >&-", "0"), ("<&- >&- 2>&-", "0"),
        (">/dev/full 2>/dev/full", "74"), ("| true", "0"),
      ]
      for (index, (redirection, code)) in cases.enumerated() {
        let result = try shell(
          "small train --checkpoint-dir \(index) --log \(index).jsonl \(redirection); "
            + "echo ${PIPESTATUS[0]} >code", in: folder)
        #expect(
          try String(contentsOf: folder.appending(path: "code"), encoding: .utf8) == "\(code)\n",
          "\(redirection): \(result)")
        let lock = folder.appending(path: "\(index)/lockstep.lock")
        #expect(try Data(contentsOf: lock).isEmpty, "\(redirection)")
        let log = try String(
          contentsOf: folder.appending(path: "\(index).jsonl"), encoding: .utf8)
        #expect(
          log.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") },
          "\(redirection): \(log)")
        let checkpoint = folder.appending(path: "\(index)/step-00000002.safetensors").path
        #expect(FileManager.default.fileExists(atPath: checkpoint), "\(redirection)")
        if redirection == ">/dev/full" {
          expectOneErrorLine(result, containing: ["standard output", "No space left"])
        }
      }
    }
  }

  @Test("ends other commands with 74 where what they print has not arrived, 0 without a reader")
  func printing() throws {
    try withTemporaryDirectory { folder in
      for words in ["summary mlp", "--help", "--version", "check-gradients mlp --elements 2"] {
        let full = try shell("lockstep \(words) >/dev/full", in: folder)
        #expect(full.exitCode == 74, "\(words): \(full)")
        expectOneErrorLine(full, containing: ["standard output: cannot write", "No space left"])
        let closed = try shell("lockstep \(words) >&-", in: folder)
        #expect(closed.exitCode == 0, "\(words): \(closed)")
      }
    }
  }

  @Test("refuses to predict for nobody, and from nowhere")
  func predicting() throws {
    try ArrayFolder.withTrained { folder in
      for (words, name) in [
        ("--data data.npz >&-", "standard output: cannot write"),
        ("--stdin >&-", "standard output: cannot write"),
        ("--stdin <&-", "standard input: cannot read"),
      ] {
        let result = try shell("lockstep predict run \(words)", in: folder.url)
        #expect(result.exitCode != 0, "\(words): \(result)")
        expectOneErrorLine(result, containing: [name, "Bad file descriptor"])
      }
      let written = try shell("lockstep predict run --data data.npz --output o >&-", in: folder.url)
      #expect(written.exitCode == 0, "\(written)")
    }
  }

  @Test("keeps the exit code of an error that nobody can read")
  func errors() throws {
    try withTemporaryDirectory { folder in
      for redirection in ["2>/dev/full", "2>&-", ">&- 2>&-"] {
        for (words, code) in [
          ("summary absent.json", 66), ("train --epochs x", 64), ("train --data absent", 66),
        ] {
          let result = try shell("lockstep \(words) \(redirection)", in: folder)
          #expect(result.exitCode == Int32(code), "\(words) \(redirection): \(result)")
        }
      }
    }
  }
}
