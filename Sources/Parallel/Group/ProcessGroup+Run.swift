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
    let environment = ProcessInfo.processInfo.environment
    let launch = Launch.detect(environment)
    do {
      try prepareProcessor()
      switch launch {
      case .solo:
        try body(.solo)
      case .unsupported(let launcher, let taskCount):
        throw ParallelError.foreignLauncher(launcher, taskCount: taskCount)
      case .openMPI:
        let watchdog = try Watchdog(rank: launch.rank(environment), environment)
        try runUnderMPI(environment, watchdog, reporting: report, body)
      }
    } catch {
      let rank = launch.rank(environment)
      exitSolo(report(error), rank: rank)
    }
  }

  /// Ends a process that has not started MPI.
  ///
  /// Only rank 0 prints the error, which all ranks have. The others wait briefly, because mpirun
  /// ends a job at its first failure, possibly before rank 0 has printed.
  package static func exitSolo(_ report: ErrorReport, rank: Int) -> Never {
    if rank == 0 {
      writeError("lockstep: error: \(report.message)\n")
    } else {
      Thread.sleep(forTimeInterval: 2)
    }
    exit(report.exitCode)
  }

  /// The rank that the launcher assigned to this process, 0 without a launcher.
  package static var launchedRank: Int {
    let environment = ProcessInfo.processInfo.environment
    return Launch.detect(environment).rank(environment)
  }

  /// Sets the floating-point mode of this thread, so that results do not depend on the calling
  /// thread.
  ///
  /// - Throws: `ParallelError.processor` when the processor lacks instructions that the kernels
  ///   were compiled for.
  package static func prepareProcessor() throws(ParallelError) {
    let missing = Processor.missingFeatures
    guard missing.isEmpty else { throw ParallelError.processor(missing: missing) }
    FloatingPointMode.flushDenormals()
  }

  private static func runUnderMPI(
    _ environment: [String: String], _ watchdog: Watchdog,
    reporting report: (any Error) -> ErrorReport, _ body: (ProcessGroup) throws -> Void
  ) throws {
    Heartbeat.report(.starting)
    let runtime = try MPIRuntime.start()
    // For tests: this number of consecutive ranks counts as a host.
    let ranksPerHost = environment["LOCKSTEP_RANKS_PER_HOST"].flatMap { Int($0) } ?? 0
    let group = try ProcessGroup(
      runtime.world, hostNumber: ranksPerHost > 0 ? runtime.world.rank / ranksPerHost : nil)
    do {
      try group.watched(by: watchdog) { try body(group) }
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
      writeError("lockstep: error: \(prefix)\(report.message)\n")
    } else {
      Thread.sleep(forTimeInterval: 3)
    }
  }
}

/// Whether every rank has an error because it follows from state that all of them share.
private func isEveryRanks(_ error: any Error) -> Bool {
  switch error as? ParallelError {
  case .leafCount, .worldSize, .severalHosts, .unknownExchange: true
  default: false
  }
}

extension Launch {
  /// Returns the rank that the launcher assigned, 0 where there is none.
  fileprivate func rank(_ environment: [String: String]) -> Int {
    switch self {
    case .solo: 0
    case .openMPI(let rank, _): rank
    case .unsupported:
      ["PMI_RANK", "SLURM_PROCID", "MV2_COMM_WORLD_RANK", "PALS_RANKID"]
        .compactMap { environment[$0].flatMap { Int($0) } }.first ?? 0
    }
  }
}

private func writeError(_ text: String) {
  FileHandle.standardError.write(Data(text.utf8))
}
