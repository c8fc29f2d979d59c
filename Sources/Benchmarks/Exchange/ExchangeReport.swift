package import FileFormats
package import Parallel

/// The measurements of `bench exchange` for one world size.
package struct ExchangeReport {
  /// The number of ranks.
  package let worldSize: Int
  /// The number of hosts.
  package let hostCount: Int
  /// The times, in the order of measurement.
  package var entries: [ExchangeEntry]
  package var runs: [RunRecord] = []

  /// The numbers of floats, in the order of measurement.
  package var floatCounts: [Int] {
    entries.reduce(into: []) { counts, entry in
      if entry.floatCount > 0, !counts.contains(entry.floatCount) {
        counts.append(entry.floatCount)
      }
    }
  }

  /// Returns the entry of `MPI_Allreduce` with Open MPI's defaults.
  package func defaultAllReduce(_ floatCount: Int) -> ExchangeEntry? {
    allReduces(floatCount).first { $0.setting == MPISetting.defaults.name }
  }

  /// Returns the entry of `MPI_Allreduce` with the settings of the least median.
  package func bestAllReduce(_ floatCount: Int) -> ExchangeEntry? {
    allReduces(floatCount).min { $0.statistics.median < $1.statistics.median }
  }

  private func allReduces(_ floatCount: Int) -> [ExchangeEntry] {
    entries.filter { $0.way == ExchangeWay.allReduce.name && $0.floatCount == floatCount }
  }
}

extension ExchangeReport: BenchmarkReport {
  package init?(_ json: JSON) {
    guard let worldSize = json["worldSize"]?.integerValue,
      let hostCount = json["hostCount"]?.integerValue,
      let entries = json["entries"]?.arrayValue
    else { return nil }
    self.init(
      worldSize: worldSize, hostCount: hostCount, entries: entries.compactMap { ExchangeEntry($0) },
      runs: json.runs)
  }

  package var json: JSON {
    [
      "worldSize": .integer(worldSize), "hostCount": .integer(hostCount),
      "entries": .array(entries.map(\.json)), "runs": .runs(runs),
    ]
  }

  /// Returns this report with the other's times appended to the entries of the same exchange,
  /// setting and size.
  package func merged(with other: ExchangeReport) -> ExchangeReport {
    var report = self
    report.runs += other.runs
    for entry in other.entries {
      let index = entries.firstIndex {
        $0.way == entry.way && $0.setting == entry.setting && $0.floatCount == entry.floatCount
      }
      guard let index else {
        report.entries.append(entry)
        continue
      }
      report.entries[index] = ExchangeEntry(
        way: entry.way, setting: entry.setting, floatCount: entry.floatCount,
        microseconds: entries[index].microseconds + entry.microseconds,
        rounds: entries[index].rounds + entry.rounds)
    }
    return report
  }

  package var measurements: [(name: String, statistics: Statistics)] {
    entries.map { ("\($0.way) of \($0.floatCount) floats, \(worldSize) ranks", $0.statistics) }
  }

  /// A row for each exchange, setting and size.
  package var rows: [FigureRow] {
    entries.map { entry in
      var row = FigureRow()
      row.add("ranks", worldSize)
      row.add("hosts", hostCount)
      row.add("floats", entry.floatCount)
      row.add("exchange", entry.way)
      row.add("setting", entry.setting)
      row.add("microseconds", entry.statistics)
      row.add(runs)
      return row
    }
  }
}

extension ExchangeReport {
  /// Times exchanges; collective.
  ///
  /// - Parameters:
  ///   - floatCounts: The numbers of floats to exchange.
  ///   - ways: The kinds of exchange to time; nil for all that these hosts support.
  ///   - setting: The name of Open MPI's settings with which the ranks were started.
  ///   - leafCount: The leaves of the reduction tree.
  ///   - repeats: The number of times that each is timed.
  ///   - round: The round of this start, from 1.
  ///   - group: The processes.
  /// - Returns: The measurements on rank 0, nil elsewhere.
  /// - Throws: `BenchmarkError.wrongSum`, and MPI's errors.
  package static func measured(
    _ floatCounts: [Int], ways: [ExchangeWay]? = nil, setting: String, leafCount: Int,
    repeats: Int, round: Int = 1, in group: ProcessGroup
  ) throws -> ExchangeReport? {
    let entries = try ExchangeMeasurement(leafCount: leafCount, repeats: repeats, in: group)
      .entries(
        of: ways ?? ExchangeWay.all(hostCount: group.hostCount), floatCounts: floatCounts,
        setting: setting, round: round)
    return group.isFirst
      ? ExchangeReport(worldSize: group.worldSize, hostCount: group.hostCount, entries: entries)
      : nil
  }
}
