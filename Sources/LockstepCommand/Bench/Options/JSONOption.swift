import ArgumentParser
import FileFormats

/// `--json`: whether a report is printed for programs.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false

  /// Prints a report in the form that was asked for.
  func print(_ report: JSON, table: @autoclosure () -> String) {
    standardOutput(json ? report.finite.serialized() : table())
  }
}
