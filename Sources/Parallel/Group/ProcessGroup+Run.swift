import Foundation
import Kernels
import MPI

/// What is said of an error, and what the process exits with.
public struct ErrorReport: Sendable, Equatable {
  /// One line: what was found, what was expected, what to do.
  public let message: String
  /// The process's exit code.
  public let exitCode: Int32
  /// Whether every rank has the same report, so that rank 0 tells it.
  public let isEveryRanks: Bool

  /// A report of the given words.
  public init(message: String, exitCode: Int32, isEveryRanks: Bool = false) {
    self.message = message
    self.exitCode = exitCode
    self.isEveryRanks = isEveryRanks
  }
}

extension ProcessGroup {
  /// Runs a program alone, or on every rank that `mpirun` started, and returns when all are done.
  ///
  /// An error that `body` throws ends the job: one rank writes one line on standard error, and all
  /// ranks are down within seconds. Then this does not return. Nor does it when no rank of a host
  /// makes progress for `timeout`, or when the launcher is gone.
  ///
  /// - Parameters:
  ///   - report: What to say of an error.
  ///   - body: The program; the group is valid until it returns.
  public static func run(
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

  /// Ends a process that has not started MPI (or never will).
  ///
  /// Other ranks meet the same error and stay silent: only rank 0 speaks. They wait a little, for
  /// mpirun takes down a job at its first failure, which might be theirs, before rank 0 has spoken.
  public static func exitSolo(_ report: ErrorReport, rank: Int) -> Never {
    if rank == 0 {
      writeError("lockstep: error: \(report.message)\n")
    } else {
      Thread.sleep(forTimeInterval: 2)
    }
    exit(report.exitCode)
  }

  /// The rank that the launcher gave this process, 0 for a process alone.
  public static var launchedRank: Int {
    let environment = ProcessInfo.processInfo.environment
    return Launch.detect(environment).rank(environment)
  }

  /// Gets this thread ready for kernels: results must not depend on who calls them.
  ///
  /// - Throws: `ParallelError.processor` when it lacks instructions that they were compiled for.
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
    // For tests: so many consecutive ranks are taken for a host.
    let ranksPerHost = environment["LOCKSTEP_RANKS_PER_HOST"].flatMap { Int($0) } ?? 0
    let group = try ProcessGroup(
      runtime.world, hostNumber: ranksPerHost > 0 ? runtime.world.rank / ranksPerHost : nil)
    do {
      try group.watched(by: watchdog) { try body(group) }
    } catch {
      let told = report(error)
      group.tell(told, isEveryRanks: told.isEveryRanks || isEveryRanks(error))
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
  /// is best told without a rank's name. What is known to be every rank's is rank 0's to write
  /// however late the system lets it run; the others would write it only where rank 0 is gone.
  /// Otherwise hosts wait one after the other, and not long, since rank 0 may know nothing of the
  /// error.
  fileprivate func tell(_ report: ErrorReport, isEveryRanks: Bool) {
    if !isFirst {
      let patience = isEveryRanks ? 60 : 0.3
      Thread.sleep(forTimeInterval: patience + 0.2 * Double(min(hostIndex, 10)))
    }
    if control?.claimReporter() ?? true {
      let speaker = isFirst ? "" : "[rank \(rank) on \(hostName)] "
      writeError("lockstep: error: \(speaker)\(report.message)\n")
    } else {
      Thread.sleep(forTimeInterval: 3)
    }
  }
}

/// Whether every rank meets an error because it follows from what all of them know alike.
private func isEveryRanks(_ error: any Error) -> Bool {
  switch error as? ParallelError {
  case .leafCount, .worldSize, .severalHosts, .unknownExchange: true
  default: false
  }
}

extension Launch {
  /// The rank that the launcher gave, 0 where it gave none.
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
