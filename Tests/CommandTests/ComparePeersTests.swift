import Foundation
import Testing

/// `scripts/compare-peers` as far as it goes without any framework: its words, and the table of
/// measurements that are given.
@Suite("scripts/compare-peers", .enabled(if: PythonVersion.isEnough, "needs Python 3.11"))
struct ComparePeersTests {
  /// A copy of the scripts with nothing but Python; Swift must not be needed for any of this.
  private func compare(
    _ arguments: [String], files: [String: String] = [:]
  ) async throws -> ScriptRunner.Outcome {
    let runner = try ScriptRunner(tools: ["bash", "cat", "dirname", "env", "uname"])
    defer { runner.remove() }
    // Python may be a wrapper that needs more than the script does.
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    guard let location = ScriptRunner.location(of: "python3")?.path else {
      throw ScriptRunner.MissingTool(name: "python3")
    }
    try runner.stub("bin/python3", "PATH='\(path)' exec '\(location)' \"$@\"")
    for (name, text) in files {
      try Data(text.utf8).write(to: runner.root.appending(path: name))
    }
    return try await runner.run("scripts/compare-peers", arguments)
  }

  @Test("says what it does", arguments: ["--help", "-h"])
  func help(word: String) async throws {
    let outcome = try await compare([word])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    for option in [
      "--networks", "--batch-sizes", "--worlds", "--peers", "--rounds", "--turns", "--steps",
      "--data", "--program", "--environment", "--json", "--table", "--list",
    ] {
      #expect(outcome.output.contains("  \(option) "), "\(option) is not explained")
    }
  }

  @Test("lists the peers of every framework")
  func list() async throws {
    let outcome = try await compare(["--list"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let names = outcome.output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(
      names == [
        "keras", "keras-jit", "keras-executions", "jax", "jax-window", "torch", "torch-fused",
        "torch-compile", "torch-compile-fused", "ddp", "ddp-compile",
      ])
  }

  @Test(
    "refuses an invalid argument in one line, before anything is built or installed",
    arguments: [
      (["--peers", "kears"], "'kears' is none of keras"), (["--networks", "rnn"], "'rnn'"),
      (["--batch-sizes", "32,"], "''"), (["--worlds", "0"], "'0'"), (["--rounds", "-1"], "'-1'"),
      (["--turns", "many"], "'many'"), (["--steps", "55"], "'55', expected a multiple of 10"),
      (["--program"], "--program needs a value"), (["--fast"], "--fast"), (["mlp"], "mlp"),
      (["--program", "/absent/lockstep"], "'/absent/lockstep', which cannot be run"),
    ])
  func wrongWord(arguments: [String], word: String) async throws {
    let outcome = try await compare(arguments)
    #expect(outcome.exitCode == 64, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains(word), "\(outcome.errors)")
    #expect(outcome.output == "")
  }

  @Test(
    "exits with 66 where measurements are missing or something else",
    arguments: [
      (name: "absent.json", words: "No such file"), (name: "list.json", words: "not what --json"),
      (name: "half.json", words: "not what --json"), (name: "text.json", words: "not what --json"),
    ])
  func noMeasurements(name: String, words: String) async throws {
    let files = [
      "list.json": "[]", "half.json": String(Self.record.prefix(200)), "text.json": "ms",
    ]
    let outcome = try await compare(["--table", name], files: files)
    #expect(outcome.exitCode == 66, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
    #expect(outcome.errors.contains("\(name): \(words)"), "\(outcome.errors)")
  }

  @Test("prints medians, intervals, minima and ratios of measurements")
  func table() async throws {
    let outcome = try await compare(
      ["--table", "record.json"], files: ["record.json": Self.record])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output == Self.table)
  }

  /// Six turns have an interval, from the first value to the last; five have none.
  private static let record = """
    {"data": "MNIST", "rounds": 2, "turns": 3, "steps": 50,
     "machine": {"processor": "Abacus", "cores": 2, "loadBefore": 0.9, "date": "2026-01-02"},
     "peers": {"jax": "JAX 1: jit", "torch": "PyTorch 2: eager"},
     "skipped": [{"peer": "keras", "where": "", "reason": "pip could not install it"},
       {"peer": "torch", "where": "mlp, batch 64, 1 rank on 1 core", "reason": "it ended"}],
     "results": [
      {"network": "mlp", "batchSize": 32, "ranks": 1, "cores": 1, "program": "lockstep",
       "milliseconds": [1, 1, 2, 2, 3, 3]},
      {"network": "mlp", "batchSize": 32, "ranks": 1, "cores": 1, "program": "jax",
       "milliseconds": [6, 5, 4, 4, 5, 6]},
      {"network": "mlp", "batchSize": 32, "ranks": 1, "cores": 1, "program": "torch",
       "milliseconds": [3, 3, 3, 3, 9, 9]},
      {"network": "mlp", "batchSize": 64, "ranks": 1, "cores": 1, "program": "lockstep",
       "milliseconds": [2, 2, 2, 2, 2]},
      {"network": "mlp", "batchSize": 64, "ranks": 1, "cores": 1, "program": "jax",
       "milliseconds": [4, 3, 3, 3, 5]},
      {"network": "cnn", "batchSize": 64, "ranks": 4, "cores": 2, "program": "ddp",
       "milliseconds": [9]}]}
    """

  /// Ratios worked out by hand; Lockstep had no turn in the last setting.
  private static let table = """
    network  batch  ranks  cores  program   ms/step  95 % interval  minimum  ratio  of minima
    mlp         32      1      1  lockstep    2.000  1.000-3.000      1.000   1.00       1.00
    mlp         32      1      1  jax         5.000  4.000-6.000      4.000   2.50       4.00
    mlp         32      1      1  torch       3.000  3.000-9.000      3.000   1.50       3.00  fastest peer, noise
    mlp         64      1      1  lockstep    2.000  -                2.000   1.00       1.00
    mlp         64      1      1  jax         3.000  -                3.000   1.50       1.50  fastest peer

    ms/step: medians of up to 2 x 3 turns of 50 steps; ratio: a program's time through Lockstep's.
    noise: its interval and Lockstep's overlap; fewer than 6 turns have no interval.
    Data: MNIST; Abacus, 2 cores, 2026-01-02.
    The machine was busy (load 0.9): measure again when it is not.
    jax: JAX 1: jit.
    torch: PyTorch 2: eager.
    Left out: keras: pip could not install it.
    Left out: torch (mlp, batch 64, 1 rank on 1 core): it ended.

    The smallest ratio of every kind of peer:
    network  ranks  cores  against  ratio  of minima  at batch  program
    mlp          1      1  jax       1.50       1.50        64  jax
    mlp          1      1  torch     1.50       3.00        32  torch

    """
}

enum PythonVersion {
  /// Whether this machine's Python is new enough for the script.
  static let isEnough: Bool = {
    guard let python = ScriptRunner.location(of: "python3") else { return false }
    let process = Process()
    process.executableURL = python
    process.arguments = ["-c", "import sys; sys.exit(sys.version_info < (3, 11))"]
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }()
}
