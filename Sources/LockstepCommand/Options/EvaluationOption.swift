import ArgumentParser
import Training

/// `--evaluate-on`.
struct EvaluationOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Who evaluates: first (rank 0, while the others sleep) or all ranks, each a part; the same "
        + "bits.", valueName: "first|all"))
  var evaluateOn = EvaluationRanks.first.rawValue

  /// The ranks with that name.
  var ranks: EvaluationRanks { EvaluationRanks(rawValue: evaluateOn) ?? .first }

  func validate() throws {
    guard EvaluationRanks(rawValue: evaluateOn) == nil else { return }
    throw TrainingError.invalidValue(
      of: "--evaluate-on", expected: "first or all", found: evaluateOn)
  }
}
