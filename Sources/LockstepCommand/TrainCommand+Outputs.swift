import ArgumentParser

extension TrainCommand {
  /// The options that name a file to write, each with its path.
  var outputs: [(option: String, path: String?)] {
    [
      ("--log", log), ("--csv", callbackOptions.csv), ("--digest", digest), ("--trace", trace),
      ("--report", watchingOptions.report),
    ]
  }

  /// Expects that nothing is written over a file that the run reads, nor into a folder of images.
  ///
  /// - Throws: `ValidationError` naming both options.
  func checkOutputs() throws {
    let check = OutputCheck(
      reads: [
        ("--config", config), ("--model", model), ("--initial-weights", initialWeights),
        ("the data", data == nil ? OutputCheck.defaultData : nil),
      ], data: [("--data", data)])
    for (option, path) in outputs {
      guard let path, let conflict = check.conflict(with: path) else { continue }
      throw OptionCheck.invalid(option, expected: conflict.expected(), found: path)
    }
    try check.check(folder: checkpointDir, of: "--checkpoint-dir")
    try check.check(folder: watchingOptions.tensorboard, of: "--tensorboard")
    guard checkpointDir == nil, let conflict = check.conflict(around: TrainingJob.runsFolder) else {
      return
    }
    let other = ["../runs", "../../runs", "../../../runs"].first {
      check.conflict(around: $0) == nil
    }
    throw OptionCheck.invalid(
      "--checkpoint-dir",
      expected: conflict.expected("folder") + ", as in --checkpoint-dir \(other ?? "ELSEWHERE")",
      found: "not given, which means \(TrainingJob.runsFolder)")
  }
}
