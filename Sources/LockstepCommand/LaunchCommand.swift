import ArgumentParser
import FileFormats
import Foundation
import Launcher
import Parallel
import Training

/// `lockstep launch`: the options.
struct LaunchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "launch",
    abstract: "Starts a program on several ranks, and again from its checkpoint when it dies.",
    usage: """
      lockstep launch [options] -- train --checkpoint-dir <folder> ...
      lockstep launch [options] -- <program> --checkpoint-dir <folder> ...
      """,
    discussion: """
      Starts mpirun, and when the job dies, or saves and ends before its time, starts it again with \
      --resume, without the hosts that do not answer. The program takes --checkpoint-dir and \
      --resume as `lockstep train` does; all hosts and this one see the same folder. With \
      --max-restarts 0 any program is started once.

        lockstep launch --ranks 4 -- train --data digits --checkpoint-dir runs/a
        lockstep launch --hostfile hosts -x LOCKSTEP_TIMEOUT -- ./program --checkpoint-dir runs/a

      SIGTERM, SIGINT, SIGHUP and SIGUSR1 make the ranks save and end, and there is no restart; the \
      second one ends the job at once. LOCKSTEP_ATTEMPT is 1 at the first start, 2 at the second, \
      and so on.

      Exit code: 0 when the program is done; 75 when it was asked to end and can go on; 64, 65, 66, \
      73 or 76 as the program's, where no restart helps; 69 without Open MPI's mpirun; else that of \
      the last job.
      """)

  @Option(
    name: [
      .long, .customLong("np"), .customLong("np", withSingleDash: true), .customShort("n"),
    ],
    help: ArgumentHelp(
      "The ranks, while all hosts answer; without it a rank for each slot of the hosts, on this "
        + "machine alone $LOCKSTEP_RANKS, else 4.", valueName: "n"))
  var ranks: Int?

  @Option(help: ArgumentHelp("Waits for hosts, rather than go on with fewer.", valueName: "n"))
  var minRanks = 1

  @Option(
    name: [.long, .customLong("machinefile")],
    help: ArgumentHelp(
      "The hosts, a line each, as mpirun reads them; without it mpirun's default host file, or "
        + "this machine.", valueName: "file"))
  var hostfile: String?

  @Option(help: ArgumentHelp("The hosts.", valueName: "name[:slots],..."))
  var host: String?

  @Option(
    help: ArgumentHelp("Restarts in a row without a newer checkpoint, at most.", valueName: "n"))
  var maxRestarts = 10

  @Option(
    help: ArgumentHelp(
      "Before a restart; doubled, up to 60, while there is no newer checkpoint.",
      valueName: "seconds"))
  var pause = 1

  @Option(help: ArgumentHelp("How long a host may take to answer.", valueName: "seconds"))
  var answerLimit = 10

  @Option(
    help: ArgumentHelp(
      "Ends an mpirun that has been without a living process of its own for so long.",
      valueName: "seconds"))
  var lockUpLimit = 15

  @Flag(help: "Rank 0 reads this command's standard input, which is a file or a pipe.")
  var stdin = false

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("A parameter of Open MPI.", valueName: "name> <value"))
  var mca: [String] = []

  @Option(
    name: .customShort("x"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A variable for the ranks.", valueName: "name[=value]"))
  var variables: [String] = []

  @Option(help: ArgumentHelp("Passed on to mpirun.", valueName: "what"))
  var bindTo: String?

  @Option(help: ArgumentHelp("Passed on to mpirun.", valueName: "what"))
  var mapBy: String?

  @Option(help: ArgumentHelp("Passed on to mpirun.", valueName: "folder"))
  var prefix: String?

  @Flag(help: "Passed on to mpirun.")
  var oversubscribe = false

  @Flag(help: "Passed on to mpirun.")
  var useHwthreadCpus = false

  @Argument(
    parsing: .postTerminator,
    help: ArgumentHelp(
      "A subcommand of lockstep or a program, and its arguments; options alone are train's.",
      valueName: "program"))
  var program: [String] = []

  func validate() throws {
    try OptionCheck.number(ranks, of: "--ranks")
    try OptionCheck.number(minRanks, of: "--min-ranks")
    try OptionCheck.number(maxRestarts, of: "--max-restarts", in: 0...1_000_000)
    try OptionCheck.number(pause, of: "--pause", in: 0...1_000_000)
    try OptionCheck.number(answerLimit, of: "--answer-limit")
    try OptionCheck.number(lockUpLimit, of: "--lock-up-limit")
    try OptionCheck.path(hostfile, of: "--hostfile")
    try OptionCheck.path(host, of: "--host")
    if let ranks, ranks < minRanks {
      throw ValidationError("--min-ranks is \(minRanks), and --ranks is \(ranks)")
    }
    guard hostfile == nil || host == nil else {
      throw ValidationError("--hostfile and --host: expected one of them")
    }
    guard mca.count.isMultiple(of: 2) else {
      throw ValidationError("--mca needs a name and a value")
    }
    for (name, _) in parameters where name.wholeMatch(of: /[A-Za-z0-9_]+/) == nil {
      throw OptionCheck.invalid("--mca", expected: "a parameter's name", found: "'\(name)'")
    }
    guard maxRestarts == 0 || checkpointFolder != nil else {
      throw ValidationError(
        "checkpoints need a folder: expected --checkpoint-dir FOLDER after --, or --max-restarts 0")
    }
    try LaunchedProgram.check(program, of: "launch", environment)
    guard host == nil, hostFilePath == nil else { return }
    guard OpenMPISettings.isOneHost(environment) else {
      guard ranks != nil else {
        throw ValidationError("the hosts are a batch system's choice: say --ranks N")
      }
      return
    }
    try LaunchedProgram.checkRanks(ranks, environment)
    guard ranksHere >= minRanks else {
      throw ValidationError("--min-ranks is \(minRanks), and there are \(ranksHere) ranks")
    }
  }

  func run() throws {
    do throws(LaunchError) {
      let plan = try plan()
      var options = ThisMachine.Options()
      options.answerLimit = answerLimit
      options.lockUpLimit = lockUpLimit
      options.passesInput = stdin
      let machine = ThisMachine(plan.settings, environment: environment, options: options) {
        ThisMachine.writeError("lockstep launch: \($0.onOneLine(limit: .max))\n".utf8)
      }
      try machine.checkMPIRun()
      var supervisor = Supervisor(plan, on: machine)
      let code = try supervisor.run()
      // `exit` runs no `defer`.
      machine.close()
      Foundation.exit(code)
    } catch {
      ProcessGroup.exitSolo(error.report, rank: 0)
    }
  }
}
