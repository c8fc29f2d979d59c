import Foundation
import TestSupport
import Testing

/// `lockstep debug` with an `mpirun`, debuggers and a tmux that tests make up.
@Suite("lockstep debug")
struct DebugCommandTests {
  private static let train = ["--", "program"]

  /// A machine whose ranks 0 and 2 wait.
  private func machine(_ stubs: [String: String] = [:]) throws -> StubMachine {
    let machine = try StubMachine(
      """
      echo "wait=$LOCKSTEP_WAIT core=$(ulimit -c)" >>starts
      for rank in ${LOCKSTEP_WAIT//,/ }; do
        echo "lockstep: rank $rank (process $((100 + rank)) on here) waits for a debugger: x" >&2
      done
      exit 75
      """)
    for (name, body) in stubs { try machine.runner.stub("bin/\(name)", body) }
    return machine
  }

  private func run(
    _ machine: StubMachine, _ words: [String], environment: [String: String] = [:]
  ) async throws -> ScriptRunner.Outcome {
    let usual = [
      "TMPDIR": machine.temporary.path, "OMPI_ALLOW_RUN_AS_ROOT": "1",
      "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "OMPI_MCA_rmaps_base_oversubscribe": "1",
    ]
    return try await machine.runner.run(
      ".build/release/lockstep", ["debug"] + words + Self.train,
      environment: usual.merging(environment) { $1 })
  }

  /// A debugger that writes down how it was called, and what it reads.
  private static let debugger = """
    [[ $1 != --version ]] || { echo version; exit; }
    echo "gdb $*" >>debuggers
    echo 'During symbol reading: Could not find DWO CU x.pcm' >&2
    echo 'warning: what a debugger says' >&2
    cat >>debuggers
    """

  @Test("attaches in this terminal where one rank is named, and ends as the job does")
  func terminal() async throws {
    let machine = try machine(["gdb": Self.debugger])
    defer { machine.runner.remove() }
    let logs = machine.runner.root.appending(path: "logs").path
    let outcome = try await run(
      machine, ["--ranks", "3", "--rank", "2", "--logs", logs])
    #expect(outcome.exitCode == 75, "\(outcome.errors)")
    #expect(try machine.lines("debuggers") == ["gdb -q -p 102"], "\(outcome.errors)")
    #expect(outcome.errorLines.contains("warning: what a debugger says"), "\(outcome.errors)")
    #expect(!outcome.errors.contains("DWO"), "\(outcome.errors)")
    let starts = try machine.starts()
    #expect(starts[0].contains("-np 3 --output-filename \(logs):nojobid "), "\(starts)")
    let hardLimit = try Job.program("sh", ["-c", "ulimit -H -c"]).standardOutput
    #expect(starts[1] == "wait=2 core=\(hardLimit.dropLast())", "\(starts)")
    #expect(outcome.errors.contains("lockstep debug: core dumps: "), "\(outcome.errors)")
    #expect(outcome.errors.contains(" LOCKSTEP_WAIT=2 "), "\(outcome.errors)")
  }

  @Test("opens a pane for each named rank inside tmux")
  func panes() async throws {
    let machine = try machine(["gdb": Self.debugger, "tmux": #"echo "$*" >>panes"#])
    defer { machine.runner.remove() }
    let outcome = try await run(
      machine, ["--ranks", "3", "--rank", "2", "--rank", "0"],
      environment: ["TMUX": "/tmp/tmux-0/default,1,0", "TMUX_PANE": "%3"])
    #expect(outcome.exitCode == 75, "\(outcome.errors)")
    let panes = try machine.lines("panes")
    try #require(panes.count == 4, "\(panes) \(outcome.errors)")
    for (pane, process) in [(0, 100), (2, 102)] {
      #expect(panes[pane].hasPrefix("split-window -t %3 sh -c "), "\(panes)")
      #expect(panes[pane].hasSuffix(" - gdb -q -p \(process)"), "\(panes)")
      #expect(panes[pane + 1] == "select-layout -t %3 tiled", "\(panes)")
    }
  }

  @Test("leaves the debugger to the user with --wait, and needs none")
  func byHand() async throws {
    let machine = try machine()
    defer { machine.runner.remove() }
    let outcome = try await run(machine, ["--ranks", "3", "--rank", "0", "--rank", "2", "--wait"])
    #expect(outcome.exitCode == 75, "\(outcome.errors)")
    #expect(outcome.errors.contains("rank 0 (process 100 on here) waits"), "\(outcome.errors)")
    #expect(try machine.starts()[1].hasPrefix("wait=0,2 "), "\(outcome.errors)")
  }

  /// As where a library that a debugger needs is not installed.
  @Test("says in one line that a debugger does not start, before anything else does")
  func brokenDebugger() async throws {
    let broken = "echo 'lldb: cannot open libpython3.so' >&2; exit 127"
    let machine = try machine(["lldb": broken])
    defer { machine.runner.remove() }
    for (options, words) in [
      (["--debugger", "lldb"], "lldb, which does not start (lldb: cannot open libpython3.so)"),
      ([], "--debugger is not given, and neither starts; expected gdb or lldb"),
    ] {
      let outcome = try await run(machine, ["--ranks", "2", "--rank", "1"] + options)
      #expect(outcome.exitCode == 64, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    #expect(try machine.starts() == [])
  }

  @Test(
    "refuses what it cannot do",
    arguments: [
      (["--ranks", "2", "--", "train"], "expected a rank to debug: --rank N"),
      (["--ranks", "2", "--rank", "2", "--", "train"], "--rank is 2; expected 0 to 1"),
      (["--rank", "1"], "expected a program after --"),
      (["--rank", "1", "--logs", "a:b", "--", "train"], "--logs is a:b"),
      (["--rank", "1", "--", "mpirun", "train"], "debug starts mpirun itself"),
      (
        ["--ranks", "2", "--rank", "0", "--rank", "1", "--", "train"],
        "expected 1 without tmux and a terminal, or --wait"
      ),
    ])
  func refusals(words: [String], text: String) throws {
    let result = try Job.solo(
      "lockstep", ["debug"] + words, environment: ["TMUX": "", "LOCKSTEP_RANKS": "2"])
    #expect(result.exitCode == 64, "\(result)")
    expectOneErrorLine(result, containing: [text])
  }
}
