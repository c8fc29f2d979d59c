package import FileFormats
package import Parallel

/// What `bench exchange` measured for one world size.
package struct ExchangeReport {
  /// The number of ranks.
  package let worldSize: Int
  /// The number of hosts.
  package let hostCount: Int
  /// The times, in the order of measurement.
  package var entries: [ExchangeEntry]

  /// The numbers of floats, in the order of measurement.
  package var floatCounts: [Int] {
    entries.reduce(into: []) { counts, entry in
      if entry.floatCount > 0, !counts.contains(entry.floatCount) {
        counts.append(entry.floatCount)
      }
    }
  }

  /// `MPI_Allreduce` of so many floats at Open MPI's defaults.
  package func defaultAllReduce(_ floatCount: Int) -> ExchangeEntry? {
    allReduces(floatCount).first { $0.setting == MPISetting.defaults.name }
  }

  /// `MPI_Allreduce` of so many floats at the settings with the smallest median.
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
      worldSize: worldSize, hostCount: hostCount, entries: entries.compactMap { ExchangeEntry($0) })
  }

  package var json: JSON {
    [
      "worldSize": .integer(worldSize), "hostCount": .integer(hostCount),
      "entries": .array(entries.map(\.json)),
    ]
  }

  /// The other's times are added to those of the same way, setting and size, where there are some.
  package func merged(with other: ExchangeReport) -> ExchangeReport {
    var report = self
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
        microseconds: entries[index].microseconds + entry.microseconds)
    }
    return report
  }
}

extension ExchangeReport {
  /// Times exchanges; every rank calls it.
  ///
  /// - Parameters:
  ///   - floatCounts: How many floats are exchanged.
  ///   - ways: What is timed; nil is everything that ranks of these hosts can do.
  ///   - setting: The name of the settings of Open MPI under which the ranks were started.
  ///   - leafCount: The leaves of the reduction tree.
  ///   - repeats: The number of times that each is timed.
  ///   - group: The processes.
  /// - Returns: On rank 0 what was measured, elsewhere nil.
  /// - Throws: `BenchmarkError.wrongSum`, and MPI's errors.
  package static func measured(
    _ floatCounts: [Int], ways: [ExchangeWay]? = nil, setting: String, leafCount: Int,
    repeats: Int, in group: ProcessGroup
  ) throws -> ExchangeReport? {
    let entries = try ExchangeMeasurement(leafCount: leafCount, repeats: repeats, in: group)
      .entries(
        of: ways ?? ExchangeWay.all(hostCount: group.hostCount), floatCounts: floatCounts,
        setting: setting)
    return group.isFirst
      ? ExchangeReport(worldSize: group.worldSize, hostCount: group.hostCount, entries: entries)
      : nil
  }
}
