import ArgumentParser
import FileFormats
import Foundation
import Launcher
import Parallel
import Training

/// `lockstep debug`.
struct DebugCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debug",
    abstract: "Starts a program on several ranks, some of them in a debugger.",
    usage: "lockstep debug --ranks <n> --rank <n> [--rank <n> ...] [options] -- train ...",
    discussion: """
      The ranks named by --rank wait at their start, and a debugger attaches to each: in a pane of \
      tmux, or in this terminal where it is one rank. Set breakpoints there, then say continue. \
      With --wait the ranks print the line that attaches, which any terminal can run. While a \
      debugger is attached, no rank takes another's silence for a fault. A rank's core dump is \
      written, and said where. Results are the same bits.

        lockstep debug --ranks 4 --rank 2 -- train --data digits
        lockstep debug --ranks 4 --rank 0 --rank 2 --logs logs -- train --data digits
        lockstep debug --ranks 4 --rank 2 --wait -- ./own-program

      On several hosts, or without this command: mpirun -x LOCKSTEP_WAIT=2 ... makes rank 2 wait.

      Exit code: the job's.
      """)

  @Option(
    name: [.long, .customLong("np"), .customLong("np", withSingleDash: true), .customShort("n")],
    help: ArgumentHelp(
      "The ranks, on this machine; without it $LOCKSTEP_RANKS, else 4.", valueName: "n"))
  var ranks: Int?

  @Option(
    name: .customLong("rank"),
    help: ArgumentHelp("A rank that gets a debugger, from 0; may be repeated.", valueName: "n"))
  var debugged: [Int] = []

  @Option(
    help: ArgumentHelp("gdb or lldb (default: the first of them that starts).", valueName: "name"))
  var debugger: DebuggerProgram?

  @Flag(help: "Start no debugger: the ranks wait until one is attached.")
  var wait = false

  @Option(
    help: ArgumentHelp(
      "Also write each rank's output below this folder, to rank.N/stdout and rank.N/stderr.",
      valueName: "folder"))
  var logs: String?

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp(
      "A subcommand of lockstep or a program, and its arguments; options alone are train's.",
      valueName: "program"))
  var program: [String] = []

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  func validate() throws {
    try OptionCheck.number(ranks, of: "--ranks", in: 1...1_024)
    try OptionCheck.path(logs, of: "--logs")
    if let logs, logs.contains(":") {
      // mpirun takes what follows for a setting.
      throw OptionCheck.invalid("--logs", expected: "a path without a colon", found: logs)
    }
    try LaunchedProgram.check(program, of: "debug", environment)
    try LaunchedProgram.checkRanks(ranks, environment)
    let count = LaunchedProgram.ranks(ranks, environment)
    guard !debugged.isEmpty else { throw ValidationError("expected a rank to debug: --rank N") }
    for rank in debugged where !(0..<count).contains(rank) {
      throw OptionCheck.invalid("--rank", expected: "0 to \(count - 1)", found: "\(rank)")
    }
  }

  func run() throws {
    guard let place = DebuggerPlace(rankCount: Set(debugged).count, waits: wait, environment) else {
      throw TrainingError.invalidValue(
        of: "the number of ranks in a debugger",
        expected: "1 without tmux and a terminal, or --wait",
        found: "\(Set(debugged).count)")
    }
    // One that does not start is found out before anything else is.
    let debugger = wait ? .gdb : try DebuggerProgram.starting(debugger, environment)
    do throws(LaunchError) {
      Foundation.exit(try run(debugger, in: place))
    } catch {
      ProcessGroup.exitSolo(error.report, rank: 0)
    }
  }

  private func run(
    _ debugger: DebuggerProgram, in place: DebuggerPlace
  ) throws(LaunchError) -> Int32 {
    let plan = try plan()
    guard place != .newSession else { return try DebuggerPlace.runInNewSession(environment) }
    let report: (String) -> Void = {
      ThisMachine.writeError("lockstep debug: \($0.onOneLine(limit: .max))\n".utf8)
    }
    let starter = DebuggerStarter(debugger, in: place, environment, report: report)
    var options = ThisMachine.Options()
    options.receiveErrorLine = starter.receive
    options.ignoresInterrupts = { starter.holdsTerminal }
    let machine = ThisMachine(
      plan.settings, environment: environment, options: options, report: report)
    try machine.checkMPIRun()
    report("core dumps: \(Self.coreDumpPlace)")
    var supervisor = Supervisor(plan, on: machine)
    let code = try supervisor.run()
    starter.wait()
    machine.close()
    return code
  }

  /// The plan of the job, whose named ranks wait.
  private func plan() throws(LaunchError) -> LaunchPlan {
    var settings = OpenMPISettings(
      environment, options: logs.map { ["--output-filename", "\($0):nojobid"] } ?? [])
    settings.allowRoot()
    let list = Set(debugged).sorted().map { "\($0)" }.joined(separator: ",")
    settings.set(DebuggerNotice.variable, list)
    var plan = LaunchPlan(
      program: try LaunchedProgram.command(program, environment), settings: settings)
    plan.mostRestarts = 0
    try plan.startHere(ranks: LaunchedProgram.ranks(ranks, environment))
    return plan
  }

  /// Raises the limit on core dumps, and says where they will be.
  private static var coreDumpPlace: String {
    guard CoreDumps.raiseLimit() else { return "none, the system's hard limit is 0 (ulimit -H -c)" }
    return CoreDumps.place(
      pattern: SystemText.read("/proc/sys/kernel/core_pattern"),
      folder: FileManager.default.currentDirectoryPath)
  }
}
