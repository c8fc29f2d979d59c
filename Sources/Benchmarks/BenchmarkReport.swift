package import FileFormats
import Foundation

/// What one start of a benchmark measured: a process prints it as JSON, and the one that has
/// started it merges it with those of other starts.
package protocol BenchmarkReport {
  /// A report that `json` has written; nil where something is missing.
  init?(_ json: JSON)
  /// The report as JSON.
  var json: JSON { get }
  /// This report and a later start's of the same settings.
  func merged(with other: Self) -> Self
}

extension BenchmarkReport {
  /// A report that another process printed.
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

/// Starts every run anew in each of several rounds, so that a machine whose speed drifts treats all
/// runs alike.
///
/// - Parameters:
///   - rounds: How often each run is started.
///   - runs: What is started, in this order.
///   - progress: Called before each start with a line that says which it is.
///   - measure: Starts a run and returns what it measured.
/// - Returns: Each run's reports, merged.
/// - Throws: What `measure` throws.
package func measureInRounds<Run: Hashable & CustomStringConvertible, Report: BenchmarkReport>(
  _ rounds: Int, of runs: [Run], progress: (String) -> Void, measure: (Run) throws -> Report
) throws -> [Run: Report] {
  var reports: [Run: Report] = [:]
  for round in 1...rounds {
    for run in runs {
      progress("round \(round) of \(rounds): \(run)")
      let report = try measure(run)
      reports[run] = reports[run]?.merged(with: report) ?? report
    }
  }
  return reports
}
