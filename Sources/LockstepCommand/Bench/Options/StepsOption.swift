import ArgumentParser

/// `--steps`.
struct StepsOption<Defaults: BenchDefaults>: ParsableArguments {
  @Option(help: "Steps of one turn.")
  var steps = Defaults.steps

  func validate() throws {
    try OptionCheck.number(
      steps, of: "--steps", in: Defaults.fewestSteps...OptionCheck.counts.upperBound)
  }
}
