import FileFormats
import Parallel
import Training

extension ErrorReport {
  /// Creates the command's report of an error: the library's message, with the options to use.
  init(ofCommand error: any Error) {
    if let step = error as? StepError {
      let report = ErrorReport(ofCommand: step.error)
      self.init(
        message: "\(report.message); to see that step again: \(step.command)"
          .onOneLine(limit: 2_000),
        exitCode: report.exitCode, isEveryRanks: report.isEveryRanks)
      return
    }
    let report = ErrorReport(describing: error)
    self.init(
      message: Self.message(for: error)?.onOneLine(limit: 2_000) ?? report.message,
      exitCode: report.exitCode, isEveryRanks: report.isEveryRanks)
  }

  /// Returns the command's message for an error; nil where the library's is sufficient.
  private static func message(for error: any Error) -> String? {
    switch error {
    case let error as DataFileError:
      return error.parameter.map { "\(error.withoutParameter) (\($0.option))" }
    case CheckpointError.malformed(let path, "metadata model", _, _),
      CheckpointError.malformed(let path, "metadata compile", _, _):
      return SavedConfiguration(path).unknownPart.map {
        "\(path): \($0); a part of a program's own is in that program alone"
      }
    case CheckpointError.differs(let path, let setting, let found, let expected):
      let option = setting.option.map { " (\($0))" } ?? ""
      return "\(path): the saved run's \(setting.phrase)\(option) "
        + "\(CheckpointError.difference(found, expected)); give the saved run's value, or another "
        + "--checkpoint-dir"
    case CheckpointError.beyond(let path, let epoch, let epochs):
      return "\(path): the saved run has done \(epoch) epochs, --epochs is \(epochs); give "
        + "\(epoch) or more, or another --checkpoint-dir"
    case CheckpointError.occupied(let directory, let newest):
      return "\(directory) already holds checkpoints (newest \(newest)); go on with --resume, or "
        + "give another --checkpoint-dir"
    case CheckpointError.locked(let directory):
      return "\(directory) is in use by another job (lockstep.lock); wait for it, or give another "
        + "--checkpoint-dir"
    case TrainingError.interrupted(let iteration, let checkpoint?):
      return "asked to end; stopped after step \(iteration) and saved \(checkpoint); go on with "
        + "--resume and its folder as --checkpoint-dir"
    case TrainingError.invalidValue("the monitored number", let expected, let found):
      let expected = expected.replacing(
        "with validation data", with: "with --validate or --validation-split")
      return "--monitor is \(found); expected \(expected)"
    case TrainingError.invalidValue(
      "the learning rate beside ReduceLROnPlateau", let expected, let found):
      return "the learning rate beside --reduce-lr is \(found); expected \(expected)"
    case TrainingError.invalidValue("rank of an injected fault", let expected, let found):
      return "rank of --inject is \(found); expected \(expected)"
    case ReplayError.notFinite:
      return "\(error) (--on-nan skip)"
    case ReplayError.otherData:
      return "\(error) (--train-fraction, --split-seed, --no-shuffle-split, --stratify)"
    case ReplayError.otherWeights:
      return "\(error) (--initial-weights)"
    case ParallelError.worldSize:
      return "\(error) (--leaves)"
    default:
      return nil
    }
  }
}

extension DataFileError.Parameter {
  /// The option that sets it.
  fileprivate var option: String {
    switch self {
    case .header: "--header"
    case .labelColumn: "--label-column"
    case .imageSize: "--image-size"
    case .colorMode: "--color-mode"
    }
  }
}

extension RunSetting {
  /// The option that sets it.
  fileprivate var option: String? {
    switch self {
    case .leafCount: "--leaves"
    case .batchSize: "--batch-size"
    case .seed: "--seed"
    case .learningRate: "--learning-rate"
    case .monitor: "--monitor"
    case .callbacks: "--early-stopping, --reduce-lr"
    case .labelColumns: "--label-column"
    case .images: "--image-size, --color-mode"
    case .model, .compilation, .shuffle, .data, .columns, .classes: nil
    }
  }
}
