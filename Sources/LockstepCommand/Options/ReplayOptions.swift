import ArgumentParser
import Datasets
import FileFormats
import Parallel
import Training

/// What a checkpoint does not know of its run, and computing steps again needs.
struct ReplayOptions: ParsableArguments {
  @Option(help: .data(default: "$MNIST_DIR, else data/mnist"))
  var data: String?

  @OptionGroup var dataOptions: DataOptions

  @Option(
    help: ArgumentHelp(
      "The run's --initial-weights, where its first steps are computed again.", valueName: "file"))
  var initialWeights: String?

  @Option(
    help: ArgumentHelp(
      "The run's --on-nan. After a rollback, only a checkpoint behind it can be gone on from.",
      valueName: "stop|skip"))
  var onNan = "stop"

  func validate() throws {
    try OptionCheck.path(data, of: "--data")
    try OptionCheck.path(initialWeights, of: "--initial-weights")
    guard ["stop", "skip"].contains(onNan) else {
      throw OptionCheck.invalid("--on-nan", expected: "stop or skip", found: onNan)
    }
  }
}

extension ReplayOptions {
  /// The policy for a step that is not finite.
  var policy: NonFinitePolicy { onNan == "skip" ? .skip : .stop }

  /// The options as they are given, for a command line.
  var words: [String] {
    var words = (data.map { ["--data", $0] } ?? []) + dataOptions.words
    words += initialWeights.map { ["--initial-weights", $0] } ?? []
    return words + (policy == .skip ? ["--on-nan", "skip"] : [])
  }

  /// Returns the training data of a run, and gives its model what it began with.
  ///
  /// - Parameters:
  ///   - run: The run.
  ///   - split: The data, read before.
  /// - Returns: The samples that the run was trained on.
  /// - Throws: Errors of the data and of the file of weights.
  func prepare(_ run: ReplayedRun, _ split: SampleSplit) throws -> TrainingData {
    if let path = initialWeights, run.beginsAnew {
      try run.model.loadWeights(from: path, on: .selfOnly)
    }
    try run.checkInitialWeights(areLoaded: initialWeights != nil)
    return try ModelData(
      split, from: DataSource(data), for: run.model, trainCount: run.sampleCount
    ).train
  }

  /// Reads the data of a run, and splits them as it did.
  func load(_ run: ReplayedRun) throws -> SampleSplit {
    try dataOptions.load(
      DataSource(data), columns: run.header.columns, images: run.header.images, on: .selfOnly)
  }
}

extension ReplayedRun {
  /// Where the computation begins, for a line of output.
  var beginning: String {
    beginsAnew
      ? "the first weights of seed \(header.run.seed)"
      : "\(path.onOneLine(limit: .max)) (step \(start.iterations))"
  }
}
