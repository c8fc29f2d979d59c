import TestSupport
import Testing

/// Numbers that single precision does not hold would silently become zero or infinity.
@Suite("train, with numbers beyond single precision")
struct OptionNumberTests {
  @Test(
    "refuses them by name",
    arguments: [
      ["--learning-rate", "1e-46"], ["--learning-rate", "1e-40"], ["--learning-rate", "1e39"],
      ["--optimizer", "sgd", "--momentum", "1e-46"], ["--clip-norm", "1e-46"],
      ["--clip-value", "1e39"], ["--global-clip-norm", "1e-99"], ["--validation-split", "1e-400"],
    ])
  func options(arguments: [String]) throws {
    try expectRefusal(arguments, naming: arguments.suffix(2))
  }

  @Test(
    "refuses them inside of an option",
    arguments: [
      ("--optimizer", "adam:epsilon=1e-46", "epsilon"),
      ("--optimizer", "sgd:learningRate=1e39", "learningRate"),
      ("--schedule", "cosine:decaySteps=9,initialLearningRate=1e-46", "initialLearningRate"),
      ("--loss", "categorical_crossentropy:labelSmoothing=1e-46", "labelSmoothing"),
      ("--early-stopping", "loss:minDelta=1e-400", "minDelta"),
      ("--reduce-lr", "loss:minRate=1e-400", "minRate"),
    ])
  func keys(option: String, value: String, key: String) throws {
    try expectRefusal([option, value], naming: [option, key])
  }

  private func expectRefusal(_ arguments: [String], naming words: [String]) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(arguments)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: words)
    }
  }
}
