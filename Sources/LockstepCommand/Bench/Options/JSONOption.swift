import ArgumentParser

/// `--json`: whether numbers are printed for programs.
struct JSONOption: ParsableArguments {
  @Flag(help: "Print JSON.")
  var json = false
}
