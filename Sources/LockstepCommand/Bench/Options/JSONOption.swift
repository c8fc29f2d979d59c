import ArgumentParser
import Benchmarks
import FileFormats

/// `--json`: whether a report is printed for programs.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  /// Prints a report in the form that was asked for.
  func print(_ report: JSON, table: @autoclosure () -> String) {
    standardOutput(json ? report.finite.serialized() : table())
  }

  /// Prints the report of one process group.
  func print<Report: BenchmarkReport>(
    _ report: Report, table: ([Report], _ machine: String) -> String
  ) {
    print(report.json, table: table([report], Machine.description))
  }

  /// Prints the reports of several world sizes.
  func print<Report: BenchmarkReport>(
    _ reports: [Report], table: ([Report], _ machine: String) -> String
  ) {
    print(.array(reports.map(\.json)), table: table(reports, Machine.description))
  }
}
