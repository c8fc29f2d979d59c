import Foundation
import TestSupport
import Testing

/// A machine on which `mpirun` does what a test says, start by start.
struct StubMachine {
  let runner: ScriptRunner

  /// - Parameter plan: What `mpirun` does, in bash: `$LOCKSTEP_ATTEMPT` is the start's number,
  ///   `saves N` writes a checkpoint, `nap` waits a moment, `died RANK` prints what mpirun prints.
  /// - Throws: `ScriptRunner.MissingTool`, or an error of the file system.
  init(_ plan: String) throws {
    let sleep = try Products.path(ofProgram: "sleep")
    runner = try ScriptRunner(
      tools: [
        "bash", "cat", "dirname", "env", "grep", "id", "mkdir", "realpath", "rm", "rmdir", "sed",
        "sh", "sort", "tr", "uname",
      ],
      stubs: [
        "mpirun": """
        [[ $1 != --version ]] || { echo 'mpirun (Open MPI) 4.1.4'; exit; }
        saves() { mkdir -p run; : >"run/step-$(printf %08d "$1").safetensors"; }
        nap() { \(sleep) 0.05; }
        died() {
          echo "mpirun noticed that process rank $1 with PID 0 on node here exited on signal 9" >&2
          exit 137
        }
        echo "$LOCKSTEP_ATTEMPT $*" >>starts
        \(plan)
        """,
        "getconf": "echo 8", "lscpu": "printf '# Core,Socket\\n0,0\\n1,0\\n2,0\\n3,0\\n'",
        "program": "exit 1",
      ])
    try runner.linkCommand()
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
  }

  /// The folder of temporary files.
  var temporary: URL { runner.root.appending(path: "tmp") }

  /// Runs `lockstep launch` with `program --checkpoint-dir run`.
  func run(
    _ options: String..., environment: [String: String] = [:],
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    try await launch(
      options + ["--", "program", "--checkpoint-dir", "run"], environment: environment,
      whileRunning: whileRunning)
  }

  /// Runs `lockstep launch`; as root, mpirun's variables for it are set.
  func launch(
    _ words: [String], environment: [String: String] = [:],
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    let usual = [
      "TMPDIR": temporary.path, "OMPI_ALLOW_RUN_AS_ROOT": "1",
      "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    ]
    return try await runner.run(
      ".build/release/lockstep", ["launch"] + words,
      environment: usual.merging(environment) { $1 }, whileRunning: whileRunning)
  }

  /// What `mpirun` was started with: the start's number, and the arguments.
  func starts() throws -> [String] { try lines("starts") }

  /// A file's lines; none where there is no file.
  func lines(_ name: String) throws -> [String] {
    guard exists(name) else { return [] }
    return try String(contentsOf: runner.root.appending(path: name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: runner.root.appending(path: name).path)
  }

  /// Waits until a file is there, at most half a minute.
  func waits(for name: String) async throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while !exists(name) {
      try #require(ContinuousClock.now < deadline, "no \(name)")
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}

extension ScriptRunner.Outcome {
  /// The launcher's own lines, without its name.
  var launcherLines: [String] {
    errorLines.filter { $0.hasPrefix("lockstep launch: ") }
      .map { String($0.dropFirst("lockstep launch: ".count)) }
  }
}
