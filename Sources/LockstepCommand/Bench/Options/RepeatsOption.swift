import ArgumentParser

/// `--repeats`.
struct RepeatsOption<Defaults: BenchDefaults>: ParsableArguments {
  @Option(help: "Turns of each measurement within a start.")
  var repeats = Defaults.repeats

  func validate() throws { try OptionCheck.number(repeats, of: "--repeats") }
}
