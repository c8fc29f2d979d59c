package import FileFormats
import Foundation

/// The measurements of one run of a benchmark: the process prints them as JSON, and its parent
/// merges those of all runs.
package protocol BenchmarkReport {
  /// Creates a report from JSON; nil when a value is missing.
  init?(_ json: JSON)
  /// The report as JSON.
  var json: JSON { get }
  /// What each start ran with; one for each round.
  var runs: [RunRecord] { get set }
  /// The report as rows, one for each figure.
  var rows: [FigureRow] { get }
  /// The measurements whose spread is judged, each with its name.
  var measurements: [(name: String, statistics: Statistics)] { get }
  /// Returns this report merged with that of a later run with the same settings.
  func merged(with other: Self) -> Self
}

extension JSON {
  /// Returns the records of starts.
  static func runs(_ runs: [RunRecord]) -> JSON { .array(runs.map(\.json)) }

  /// The records of starts under the key `runs`; none where there is no such key.
  var runs: [RunRecord] { self["runs"]?.arrayValue?.compactMap { RunRecord($0) } ?? [] }

  /// The whole numbers of an array; nil for anything else.
  package var integers: [Int]? { arrayValue?.compactMap(\.integerValue) }
}

extension BenchmarkReport {
  /// Parses a report that another process printed.
  ///
  /// - Throws: `BenchmarkError.unreadable`.
  package init(parsing bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let report = (try? JSON(parsing: Array(line.utf8))).flatMap(Self.init) else {
      throw BenchmarkError.unreadable(text)
    }
    self = report
  }
}

/// Repeats all runs in several rounds, so that a drift of the machine's speed affects all runs
/// equally.
///
/// - Parameters:
///   - rounds: The number of times that each run is started.
///   - runs: The runs, in order.
///   - progress: Called before each run with a line that names it.
///   - measure: Starts a run in a round, counted from 1, and returns its report.
/// - Returns: Each run's reports, merged.
/// - Throws: What `measure` throws.
package func measureInRounds<Run: Hashable & CustomStringConvertible, Report: BenchmarkReport>(
  _ rounds: Int, of runs: [Run], progress: (String) -> Void,
  measure: (Run, _ round: Int) throws -> Report
) throws -> [Run: Report] {
  var reports: [Run: Report] = [:]
  for round in 1...rounds {
    for run in runs {
      progress("round \(round) of \(rounds): \(run)")
      let report = try measure(run, round)
      reports[run] = reports[run]?.merged(with: report) ?? report
    }
  }
  return reports
}
