import Benchmarks
import Foundation

/// Looks at the machine before a command measures, and warns afterwards of what makes its figures
/// worth little.
struct MeasurementWatch {
  /// This host.
  let machine = Machine.ofThisHost()
  private let date = CommandRecord.present()
  private let load = LoadSpan.starting()
  private let isStarted: Bool
  private let twoLoopsShare: Double?

  /// Looks at the load, and at how two loops compute beside one another.
  ///
  /// - Parameters:
  ///   - isStarted: Whether this process was started by another measurement, which looks itself.
  ///   - ranks: The most ranks that compute at once on this host; one rank is not disturbed by
  ///     another.
  init(isStarted: Bool, ranks: Int) {
    self.isStarted = isStarted
    // Ranks that mpirun has started would disturb what is measured.
    let isMeasured = !isStarted && !BenchmarkJob.isRank && ranks > 1
    twoLoopsShare =
      isMeasured
      ? InterferenceFacts(gatheringOn: ProcessorSet.ofThisThread().count).share : nil
  }

  /// Returns the record of the command, and writes its warnings on standard error.
  ///
  /// - Parameters:
  ///   - ranks: The most ranks on this host.
  ///   - measurements: The measurements whose spread is judged.
  /// - Returns: The record.
  func record(
    ranks: Int, _ measurements: [(name: String, statistics: Statistics)]
  ) -> CommandRecord {
    let warnings =
      isStarted
      ? []
      : [
        .ofLoad(load.start, ranks: ranks, processors: machine.processorCount),
        .ofLoops(twoLoopsShare), .ofSpread(measurements),
      ].compactMap { $0 as MeasurementWarning? }
    for warning in warnings { standardError("lockstep: warning: \(warning)") }
    return CommandRecord(
      line: CommandRecord.quoted(CommandLine.arguments), date: date, load: load.ending(),
      twoLoopsShare: twoLoopsShare, warnings: warnings)
  }
}

extension CommandRecord {
  /// The warnings as lines below a table.
  var warningLines: [String] { warnings.map { "Warning: \($0)." } }
}
