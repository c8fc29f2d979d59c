import Foundation
import Kernels
import MPI

/// The report of an error: its message and exit code.
package struct ErrorReport: Sendable, Equatable {
  /// One line: what was found, what was expected, what to do.
  package let message: String
  /// The process's exit code.
  package let exitCode: Int32
  /// Whether every rank has the same report, so that rank 0 prints it.
  package let isEveryRanks: Bool

  /// Creates a report.
  package init(message: String, exitCode: Int32, isEveryRanks: Bool = false) {
    self.message = message
    self.exitCode = exitCode
    self.isEveryRanks = isEveryRanks
  }
}

/// How `ProcessGroup.run` watches a program.
package struct WatchOptions: Sendable {
  /// How long nobody may make progress; nil for `LOCKSTEP_TIMEOUT`'s time, or 5 minutes.
  package var timeout: Duration?
  /// Whether a process alone is watched too: then the program reports all that takes long.
  package var watchesAlone = false

  /// The usual ones: a process alone is not watched.
  package init() {}
}

extension ProcessGroup {
  /// Runs a program in one process, or on every rank that `mpirun` started, and returns when all
  /// are done.
  ///
  /// An error that `body` throws ends the job: one rank writes one line to standard error, all
  /// ranks end within seconds, and this function does not return. The same happens when no rank of
  /// a host makes progress for `timeout`, or when the launcher ends.
  ///
  /// - Parameters:
  ///   - report: Returns the report of an error.
  ///   - body: The program; the group is valid until it returns.
  package static func run(
    reporting report: (any Error) -> ErrorReport, _ body: (ProcessGroup) throws -> Void
  ) {
    run(WatchOptions(), reporting: report, body)
  }

  /// Runs a program, watched as the options say.
  package static func run(
    _ options: WatchOptions, reporting report: (any Error) -> ErrorReport,
    _ body: (ProcessGroup) throws -> Void
  ) {
    StandardStream.prepare()
    let environment = ProcessInfo.processInfo.environment
    let launch = Launch.detect(environment)
    OwnProcess.catchBusErrors(linePrefix: ErrorLine.prefix, lineDelay: launch.rank == 0 ? 0 : 2)
    do {
      try prepareProcessor()
      switch launch {
      case .solo:
        if let name = ParentLauncher.name { throw ParallelError.noVariables(launcher: name) }
        let group = ProcessGroup.solo
        let debuggerWait = try DebuggerWait(environment, worldSize: 1)
        if options.watchesAlone {
          group.watchdog = try Watchdog(launch, environment, options)
          group.watchdog?.watch(group)
        }
        debuggerWait.wait(rank: 0, hostName: group.hostName)
        try body(group)
        group.watchdog?.stop()
      case .unsupported(let launcher, _, let taskCount):
        throw ParallelError.foreignLauncher(launcher, taskCount: taskCount)
      case .noRank(let rank, let worldSize):
        throw ParallelError.noRank(rank: rank, worldSize: worldSize)
      case .openMPI, .pmix:
        let watchdog = try Watchdog(launch, environment, options)
        try runUnderMPI(launch, environment, watchdog, reporting: report, body)
      }
    } catch {
      let told = report(error)
      exitSolo(
        ErrorReport(
          message: told.message, exitCode: told.exitCode,
          isEveryRanks: told.isEveryRanks || isEveryRanks(error)),
        rank: launch.rank)
    }
  }

  /// Ends a process that has not started MPI.
  ///
  /// Other ranks usually meet the same error: rank 0 writes it, and the launcher then takes down
  /// the job. The others wait for that, and write it only where they are still there afterwards, as
  /// behind a launcher's left-over variables, unless all are known to meet the same error.
  package static func exitSolo(_ report: ErrorReport, rank: Int) -> Never {
    if rank == 0 {
      ErrorLine.write(report.message)
    } else if !report.isEveryRanks {
      Thread.sleep(forTimeInterval: 4 + 0.3 * Double(min(rank, 10)))
      ErrorLine.write("[rank \(rank) on \(ProcessGroup.selfOnly.hostName)] \(report.message)")
    } else {
      Thread.sleep(forTimeInterval: 2)
    }
    exit(report.exitCode)
  }

  /// The rank that the launcher assigned to this process, 0 without a launcher.
  package static var launchedRank: Int {
    Launch.detect(ProcessInfo.processInfo.environment).rank
  }

  /// Whether no launcher has started this process.
  package static var isAlone: Bool {
    Launch.detect(ProcessInfo.processInfo.environment) == .solo
  }

  /// Sets the floating-point mode of this thread, so that results do not depend on the calling
  /// thread.
  ///
  /// - Throws: `ParallelError.kernels` when the processor has not the instructions of the kernels.
  package static func prepareProcessor() throws(ParallelError) {
    if case .failure(let error) = InstructionSet.choice { throw ParallelError.kernels(error) }
    FloatingPointMode.flushDenormals()
  }

  private static func runUnderMPI(
    _ launch: Launch, _ environment: [String: String], _ watchdog: Watchdog,
    reporting report: (any Error) -> ErrorReport, _ body: (ProcessGroup) throws -> Void
  ) throws {
    Heartbeat.report(.starting)
    let runtime = try MPIRuntime.start(linePrefix: ErrorLine.prefix, isFirst: launch.rank == 0)
    try launch.check(runtime.world, environment)
    // For tests: this number of consecutive ranks counts as a host.
    let ranksPerHost = environment["LOCKSTEP_RANKS_PER_HOST"].flatMap { Int($0) } ?? 0
    let group = try ProcessGroup(
      runtime.world, hostNumber: ranksPerHost > 0 ? runtime.world.rank / ranksPerHost : nil)
    do {
      try group.watched(by: watchdog) {
        try DebuggerWait(environment, worldSize: group.worldSize)
          .wait(rank: group.rank, hostName: group.hostName)
        try body(group)
      }
    } catch {
      let told = report(error)
      group.write(told, isEveryRanks: told.isEveryRanks || isEveryRanks(error))
      runtime.abort(exitCode: told.exitCode)
    }
    try group.close()
    try runtime.finalize()
    watchdog.stop()
  }
}

extension ProcessGroup {
  /// Writes the line, unless another rank of the host does.
  ///
  /// Rank 0 writes at once, and its abort ends the others while they wait: an error of every rank
  /// is best reported without a rank. An error known to be every rank's is left to rank 0 however
  /// late the system schedules it; the others write it only if rank 0 has ended. Otherwise hosts
  /// wait in turn, and briefly, since rank 0 may not have the error.
  fileprivate func write(_ report: ErrorReport, isEveryRanks: Bool) {
    if !isFirst {
      let delay = isEveryRanks ? 60 : 0.3
      Thread.sleep(forTimeInterval: delay + 0.2 * Double(min(hostIndex, 10)))
    }
    if control?.claimReporter() ?? true {
      let prefix = isFirst ? "" : "[rank \(rank) on \(hostName)] "
      ErrorLine.write(prefix + report.message)
    } else {
      Thread.sleep(forTimeInterval: 3)
    }
  }
}

/// Whether every rank has an error because it follows from state that all of them share.
private func isEveryRanks(_ error: any Error) -> Bool {
  switch error as? ParallelError {
  case .leafCount, .worldSize, .severalHosts, .unknownExchange, .waitingRanks, .onWorkingRank:
    true
  default: false
  }
}

extension Launch {
  /// Expects that MPI knows of the ranks that the launcher has started.
  ///
  /// - Throws: `ParallelError.launch`.
  fileprivate func check(
    _ world: Communicator, _ environment: [String: String]
  ) throws(ParallelError) {
    var worldSize: Int?
    if case .openMPI(_, let size) = self { worldSize = size }
    guard
      world.rank != rank || world.size != worldSize ?? world.size
        || (worldSize == nil && !Self.hasJoined(environment))
    else { return }
    throw .launch(
      rank: rank, worldSize: worldSize, foundRank: world.rank, foundSize: world.size)
  }
}
