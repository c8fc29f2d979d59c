import ArgumentParser
import Benchmarks
import FileFormats

/// `--json` and `--csv`: the form of a report.
struct ReportOptions: ParsableArguments {
  @OptionGroup var jsonOption: JSONOption

  @Flag(help: "Print comma-separated values: a row for each figure.")
  var csv = false

  @OptionGroup var roundOption: RoundOption

  /// Whether JSON was asked for.
  var json: Bool { jsonOption.json }

  /// Whether nothing but the report is printed.
  var isQuiet: Bool { json || csv }

  func validate() throws {
    guard !(json && csv) else { throw ValidationError("--json and --csv: expected one of them") }
  }

  /// Prints the report of one process group.
  func print<Report: BenchmarkReport>(
    _ report: Report, _ watch: MeasurementWatch, ranks: Int,
    table: ([Report], _ machine: String) -> String
  ) {
    print(
      report.json, rows: report.rows, table: table([report], watch.machine.description),
      watch.record(ranks: ranks, report.measurements))
  }

  /// Prints the reports of several world sizes.
  func print<Report: BenchmarkReport>(
    _ reports: [Report], _ watch: MeasurementWatch, ranks: Int,
    table: ([Report], _ machine: String) -> String
  ) {
    print(
      .array(reports.map(\.json)), rows: reports.flatMap(\.rows),
      table: table(reports, watch.machine.description),
      watch.record(ranks: ranks, reports.flatMap(\.measurements)))
  }

  /// Prints a report in the form that was asked for, with its warnings.
  func print(
    _ report: JSON, rows: @autoclosure () -> [FigureRow], table: @autoclosure () -> String,
    _ command: CommandRecord
  ) {
    if json {
      standardOutput(command.added(to: report).finite.serialized())
    } else if csv {
      standardOutput(CSVTable.text(rows()))
    } else {
      standardOutput(([table()] + command.warningLines).joined(separator: "\n"))
    }
  }
}
