package import FileFormats
import Foundation

/// What `bench exchange` found out for one world size.
package struct ExchangeReport {
  /// The number of ranks.
  package let worldSize: Int
  /// The number of hosts.
  package let hostCount: Int
  /// The times, in the order of measurement.
  package private(set) var entries: [ExchangeEntry]

  /// A report of some entries.
  package init(worldSize: Int, hostCount: Int, entries: [ExchangeEntry]) {
    self.worldSize = worldSize
    self.hostCount = hostCount
    self.entries = entries
  }

  /// A report that another process printed.
  ///
  /// - Throws: `BenchError.unreadable`.
  package init(parsing bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let json = try? JSON(parsing: Array(line.utf8)),
      let worldSize = json["worldSize"]?.integerValue,
      let hostCount = json["hostCount"]?.integerValue,
      let entries = json["entries"]?.arrayValue
    else { throw BenchError.unreadable(text) }
    self.init(
      worldSize: worldSize, hostCount: hostCount, entries: entries.compactMap { ExchangeEntry($0) })
  }

  /// Adds another start's times: to those of the same way, setting and size where there are some.
  package mutating func add(_ other: ExchangeReport) {
    for entry in other.entries {
      let place = entries.firstIndex {
        $0.way == entry.way && $0.setting == entry.setting && $0.floatCount == entry.floatCount
      }
      guard let place else {
        entries.append(entry)
        continue
      }
      entries[place] = ExchangeEntry(
        way: entry.way, setting: entry.setting, floatCount: entry.floatCount,
        microseconds: entries[place].microseconds + entry.microseconds)
    }
  }

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

  /// The report as JSON.
  package var json: JSON {
    [
      "worldSize": .integer(worldSize), "hostCount": .integer(hostCount),
      "entries": .array(entries.map(\.json)),
    ]
  }
}
