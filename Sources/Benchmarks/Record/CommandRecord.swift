package import FileFormats
import Launcher

/// What the user's command was, and whether its figures are to be trusted.
package struct CommandRecord {
  /// The command line, quoted for a shell.
  package let line: String
  /// The day and time of the start, in UTC.
  package let date: String
  /// The load of this host, before the first start and after the last.
  package let load: LoadSpan
  /// The speed of each of two loops at once, as a share of that of one alone; nil where it was not
  /// measured.
  package let twoLoopsShare: Double?
  /// Why figures may be worth little.
  package let warnings: [MeasurementWarning]

  /// Creates a record.
  package init(
    line: String, date: String, load: LoadSpan, twoLoopsShare: Double?,
    warnings: [MeasurementWarning]
  ) {
    self.line = line
    self.date = date
    self.load = load
    self.twoLoopsShare = twoLoopsShare
    self.warnings = warnings
  }

  /// The record as JSON.
  package var json: JSON {
    [
      "line": .string(line), "date": .string(date), "load": load.json,
      "twoLoopsShare": twoLoopsShare.map(JSON.number) ?? .null,
      "warnings": .array(warnings.map { .string("\($0)") }),
    ]
  }

  /// Returns a report, or an array of reports, with this record as the member `command` of each.
  package func added(to report: JSON) -> JSON {
    switch report {
    case .array(let reports): return .array(reports.map(added))
    case .object(var members):
      members["command"] = json
      return .object(members)
    case .null, .bool, .integer, .number, .string: return report
    }
  }

  /// Returns a command's words, quoted for a shell.
  package static func quoted(_ words: [String]) -> String { ShellText.line(words) }

  /// The present day and time in UTC, as in ISO 8601.
  package static func present() -> String { Timestamp.utc }
}
