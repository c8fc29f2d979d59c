import Foundation
import TestSupport
import Testing

/// Runs with a rank that waits for a real debugger, and then stands still for longer than the
/// watchdog's limit.
@Suite("a rank in a debugger", .enabled(if: Debugger.attaches, "needs gdb, and leave to attach"))
struct AttachedDebuggerTests {
  private static let train = [
    "train", "--data", "digits", "--train-samples", "200", "--epochs", "1", "--verbose", "0",
    "--timeout", "1s",
  ]
  /// Three times the limit, in which the rank is stopped.
  private static let commands = "shell sleep 3\ncontinue\n"

  private func expectSameAsAlone(_ folder: URL) throws {
    let alone = try Job.solo(
      "lockstep", Self.train + ["--checkpoint-dir", "alone"], directory: folder)
    #expect(alone.exitCode == 0, "\(alone)")
    let files = try ["run", "alone"].map {
      try Data(contentsOf: folder.appending(path: "\($0)/step-00000002.safetensors"))
    }
    #expect(files[0] == files[1])
  }

  @Test("of lockstep debug ends no job, and changes no bit")
  func command() throws {
    try withTemporaryDirectory { folder in
      try Data(Self.commands.utf8).write(to: folder.appending(path: "commands"))
      // The script that runs the command gives it the debugger's standard input.
      let result = try Job.program(
        "sh",
        [
          "-c", "exec \"$0\" debug \"$@\" <commands", try Products.path(of: "lockstep"), "--ranks",
          "2", "--rank", "1", "--debugger", "gdb", "--logs", "logs", "--",
        ] + Self.train + ["--checkpoint-dir", "run"],
        environment: ["TMUX": ""], directory: folder)
      #expect(result.exitCode == 0, "\(result)")
      #expect(!result.standardError.contains("no progress"), "\(result)")
      let log = try String(
        contentsOf: folder.appending(path: "logs/rank.1/stderr"), encoding: .utf8)
      #expect(log.contains("lockstep: rank 1 (process "), "\(log)")
      try expectSameAsAlone(folder)
    }
  }

  /// Without the command, and where the other rank is taken to be on another host.
  @Test("of LOCKSTEP_WAIT ends no job either, wherever the others are")
  func variable() throws {
    try withTemporaryDirectory { folder in
      try Data(Self.commands.utf8).write(to: folder.appending(path: "commands"))
      // mpirun's child attaches to itself before it becomes the rank.
      let script = """
        if [ $OMPI_COMM_WORLD_RANK = 1 ]; then
          (sleep 2; exec gdb -nx -batch -p $$ -x commands >gdb.log 2>&1) &
        fi
        exec "$0" "$@"
        """
      let result = try Job.mpirun(
        2, "lockstep", Self.train + ["--checkpoint-dir", "run"],
        environment: ["LOCKSTEP_WAIT": "1", "LOCKSTEP_RANKS_PER_HOST": "1"], directory: folder,
        options: ["sh", "-c", script])
      #expect(result.exitCode == 0, "\(result)")
      #expect(result.standardError.contains("waits for a debugger: gdb -p "), "\(result)")
      try expectSameAsAlone(folder)
    }
  }

  @Test("is refused where the job does not have it", arguments: ["1", "0,", "x"])
  func unknownRank(list: String) throws {
    try withTemporaryDirectory { folder in
      let result = try Job.solo(
        "lockstep", Self.train, environment: ["LOCKSTEP_WAIT": list], directory: folder)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(
        result, containing: ["LOCKSTEP_WAIT is \(list); expected ranks from 0 to 0"])
    }
  }
}

/// The debugger of this machine.
private enum Debugger {
  /// Whether there is gdb, and it may attach: not in every container.
  static let attaches: Bool = {
    let script = "sleep 30 & gdb -nx -batch -p $! -ex 'info inferiors'; kill $!"
    let result = try? Job.program("sh", ["-c", script])
    return result?.standardOutput.contains("process ") == true
  }()
}
