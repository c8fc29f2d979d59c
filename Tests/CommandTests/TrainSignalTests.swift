import Foundation
import TestSupport
import Testing

/// Signals before and beside the training's steps, and a process alone that stands still.
@Suite("train, when it is asked to end elsewhere than between two steps")
struct TrainSignalTests {
  /// Starts a training in the background of a shell, which then goes on with the script.
  private func run(_ further: String, _ script: String, in folder: URL) throws -> JobResult {
    let lines = """
      set -m
      "$0" train --data digits --checkpoint-dir run --verbose 0 \(further) 2>errors &
      until_says() { until grep -q "$1" errors; do sleep 0.02; done; }
      \(script)
      wait $!; code=$?
      cat errors >&2
      exit $code
      """
    return try Job.program(
      "bash", ["-c", lines, try Products.path(of: "lockstep")], directory: folder)
  }

  @Test("ends with 75 while data are read", arguments: ["TERM", "INT", "USR1", "HUP", "XCPU"])
  func loading(signal: String) throws {
    try withTemporaryDirectory { folder in
      // A run without end: wherever the signal meets it, it has not done all.
      let result = try run("--epochs 100000", "sleep 0.1; kill -\(signal) $!", in: folder)
      #expect(result.exitCode == 75, "\(result)")
      expectOneErrorLine(result, containing: ["asked to end"])
    }
  }

  @Test("ends at once at the second signal, though the step never ends")
  func second() throws {
    try withTemporaryDirectory { folder in
      let result = try run(
        "--inject hang:rank=0,step=2",
        "until_says injected; kill -TERM $!; kill -TERM $!; sleep 0.7; kill -TERM $!", in: folder)
      #expect(result.exitCode == 143, "\(result)")
    }
  }

  @Test(
    "is ended by SIGQUIT and SIGABRT, and prints nothing", arguments: ["QUIT": 131, "ABRT": 134])
  func quit(signal: String, exitCode: Int32) throws {
    try withTemporaryDirectory { folder in
      let result = try run(
        "--inject hang:rank=0,step=2", "until_says injected; ulimit -c 0; kill -\(signal) $!",
        in: folder)
      #expect(result.exitCode == exitCode, "\(result)")
      #expect(!result.standardError.contains("crashed"), "\(result)")
    }
  }

  @Test("ends a process alone whose step takes longer than the time-out")
  func watch() throws {
    try withTemporaryDirectory { folder in
      let result = try run("--inject hang:rank=0,step=2 --timeout 1s", "", in: folder)
      #expect(result.exitCode == 70, "\(result)")
      #expect(
        errorLines(result).last?.hasPrefix("lockstep: error: no progress on ") == true, "\(result)")
    }
  }
}
