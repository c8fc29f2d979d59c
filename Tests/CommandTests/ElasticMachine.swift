import Foundation
import TestSupport
import Testing

/// A machine on which `mpirun` does what a test says, start by start, and pauses take no time.
struct ElasticMachine {
  let runner: ScriptRunner

  /// - Parameter plan: What `mpirun` does, in bash: `$LOCKSTEP_ATTEMPT` is the start's number,
  ///   `saves N` writes a checkpoint, `nap` waits a moment, `died RANK` says what mpirun says.
  /// - Throws: `ScriptRunner.MissingTool`, or an error of the file system.
  init(_ plan: String) throws {
    let sleep = try Products.path(ofProgram: "sleep")
    let timeout = try Products.path(ofProgram: "timeout")
    runner = try ScriptRunner(
      tools: [
        "bash", "cat", "dirname", "env", "grep", "kill", "mkdir", "mkfifo", "mktemp", "rm",
        "rmdir", "sh", "sort", "tee", "tr", "uname",
      ],
      stubs: [
        "mpirun": """
        saves() { mkdir -p run; : >"run/step-$(printf %08d "$1").safetensors"; }
        nap() { \(sleep) 0.05; }
        died() {
          echo "mpirun noticed that process rank $1 with PID 0 on node here exited on signal 9" >&2
          exit 137
        }
        echo "$LOCKSTEP_ATTEMPT $*" >>starts
        \(plan)
        """,
        "sleep": "case $1 in *.*) exec \(sleep) \"$1\" ;; *) echo \"$1\" >>pauses ;; esac",
        "timeout": "exec \(timeout) \"$@\"",
        "id": "echo 1000", "nproc": "echo 8", "getconf": "echo 8", "hostname": "exit 1",
        "lscpu": "printf '# Core,Socket\\n0,0\\n1,0\\n2,0\\n3,0\\n'",
        "program": "exit 1",
      ])
  }

  /// Runs `program --checkpoint-dir run` below the script.
  func run(
    _ options: String..., environment: [String: String] = [:],
    whileRunning: (Process) async throws -> Void = { _ in }
  ) async throws -> ScriptRunner.Outcome {
    let temporary = runner.root.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    return try await runner.run(
      "scripts/run-elastic", options + ["--", "program", "--checkpoint-dir", "run"],
      environment: ["TMPDIR": temporary.path].merging(environment) { $1 },
      whileRunning: whileRunning)
  }

  /// What `mpirun` was started with: the start's number, and the arguments.
  func starts() throws -> [String] { try lines("starts") }

  /// The pauses before restarts, in seconds.
  func pauses() throws -> [String] { try lines("pauses") }

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
  /// What the script itself said, without its name.
  func words(of script: String) -> [String] {
    errorLines.filter { $0.hasPrefix("scripts/\(script): ") }
      .map { String($0.dropFirst("scripts/\(script): ".count)) }
  }
}
