extension TrainCommand {
  /// Expects that no report is written over a file that the run reads.
  ///
  /// - Throws: `ValidationError` naming both options.
  func checkOutputs() throws {
    let check = OutputCheck(reads: [
      ("--config", config), ("--model", model), ("--initial-weights", initialWeights),
      ("--data", data),
    ])
    for (option, path) in [
      ("--log", log), ("--csv", callbackOptions.csv), ("--digest", digest), ("--trace", trace),
      ("--report", watchingOptions.report),
    ] {
      guard let path, let input = check.option(inTheWayOf: path) else { continue }
      throw OptionCheck.invalid(
        option, expected: "another file than that of \(input)", found: path)
    }
  }
}
