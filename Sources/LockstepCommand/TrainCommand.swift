import ArgumentParser
import Engine
import Foundation
import Parallel
import Training

/// `lockstep train`: the options.
struct TrainCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a network, alone or on every rank that mpirun starts.",
    discussion: """
      Alone: lockstep train. On four processes: mpirun -np 4 lockstep train. The checkpoints are \
      the same, byte for byte, on any number of ranks up to the number of leaves. With a file of \
      settings: lockstep train --config run.json --epochs 3.
      """)

  @Option(
    help: ArgumentHelp(
      """
      The network: \(ModelCatalog.names.joined(separator: ", ")), a file with what Keras's \
      to_json() prints, or a .keras file, whose weights are then the first ones.
      """, valueName: "name|file"))
  var model = "mlp"

  @Option(help: .data(default: "the model's own kind; MNIST from $MNIST_DIR, else data/mnist"))
  var data: String?

  @OptionGroup var dataOptions: DataOptions

  @Option(help: ArgumentHelp("Train on the first n samples only.", valueName: "n"))
  var trainSamples: Int?

  @Flag(
    help: """
      Put a Normalization in front of the model: inputs become (x - mean) / deviation, by the numbers \
      of the samples to train on alone, for each feature of rows and each channel of images. The \
      checkpoint keeps it.
      """)
  var standardize = false

  @Option(help: "How often all samples are seen.")
  var epochs = 5

  @Option(
    help: ArgumentHelp(
      "The samples of one optimizer step, on all ranks together (default: 128; cnn: 64; moons and "
        + "counts: 32).", valueName: "n"))
  var batchSize: Int?

  @OptionGroup var compileOptions: CompileOptions
  @OptionGroup var callbackOptions: CallbackOptions

  @Option(help: "Determines the first weights and the order of samples.")
  var seed: UInt64 = 0

  @OptionGroup var leavesOption: LeavesOption
  @OptionGroup var exchangeOption: ExchangeOption

  @Option(
    help: ArgumentHelp(
      "Where checkpoints go (default: a new folder below runs).", valueName: "folder"))
  var checkpointDir: String?

  @Option(
    help: ArgumentHelp(
      "Save a checkpoint after every n steps, or so much time, beside the ends of epochs.",
      valueName: "n|90s|10m|2h"))
  var checkpointEvery: String?

  @Option(
    help: ArgumentHelp("Keep the n newest checkpoints (default: all).", valueName: "n"))
  var keep: Int?

  @Option(
    help: ArgumentHelp(
      "A step whose loss or gradient is not finite: stop, skip its update, or rollback to the "
        + "newest checkpoint's weights.", valueName: "stop|skip|rollback"))
  var onNan = "stop"

  @Option(
    help: ArgumentHelp(
      "Every n steps the ranks check one another's numbers and memory, bit by bit.",
      valueName: "n"))
  var verifyEvery: Int?

  @Option(
    help: ArgumentHelp(
      """
      Keep the best checkpoint of the epochs' ends too, as best.safetensors: best by a number of the \
      history, such as loss, accuracy, val_loss or val_accuracy.
      """, valueName: "name"))
  var monitor: String?

  @Flag(help: "Go on from the newest whole checkpoint in --checkpoint-dir.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "End after n optimizer steps, counted from the run's very start.", valueName: "n"))
  var maxSteps: Int?

  @Option(
    help: ArgumentHelp(
      "End the job when no rank of a host makes progress for so long; 0 for no limit (default: "
        + "$LOCKSTEP_TIMEOUT, else 5m).", valueName: "90s|5m|2h"))
  var timeout: String?

  // Its own name would be that of ArgumentParser's method.
  @Flag(
    name: .customLong("validate"), help: "Evaluate the test set after each epoch too.")
  var validatesOnTestSet = false

  @OptionGroup var evaluationOption: EvaluationOption

  @Option(
    help: ArgumentHelp(
      "Evaluate this share of the training samples, the last ones, after each epoch instead of "
        + "training on them.", valueName: "share"), transform: OptionCheck.double)
  var validationSplit = 0.0

  @Flag(help: "Go through the samples in the data's order in every epoch.")
  var noShuffle = false

  @Option(
    help: ArgumentHelp(
      "Start from the weights in a file: safetensors or .npz, which name them as a checkpoint does, "
        + ".keras or .weights.h5.", valueName: "file"))
  var initialWeights: String?

  @Option(help: "0 prints only the result, 1 a bar for each epoch, 2 a line for each epoch.")
  var verbose = 1

  @Option(help: ArgumentHelp("Write the run's numbers as JSON lines.", valueName: "file"))
  var log: String?

  @Option(
    help: ArgumentHelp(
      "Write the loss of every n-th batch before its update, to the log or else to standard "
        + "output.", valueName: "n"))
  var logEvery: Int?

  @OptionGroup var watchingOptions: WatchingOptions

  @Option(
    help: ArgumentHelp(
      "Write a digest of every parameter after every step as JSON lines: the same file on any "
        + "number of ranks, for lockstep compare.", valueName: "file"))
  var digest: String?

  @Flag(help: "Write digests of the gradients too, before they are clipped.")
  var digestGradients = false

  @Flag(
    help: """
      Write digests of what each rank reads and computes too, by which lockstep audit names a rank \
      and an element; the file then depends on the number of ranks.
      """)
  var digestRanks = false

  @Option(
    help: ArgumentHelp(
      "Write when each rank did what, on one clock, for Perfetto or chrome://tracing; the last "
        + "lines say what it means.", valueName: "file"))
  var trace: String?

  @Option(
    help: ArgumentHelp(
      "The steps in the trace, counted from the run's very start (default: the first 500).",
      valueName: "first-last"))
  var traceSteps: String?

  @Flag(
    help: "Print where each rank's time went after each epoch, and at the end what it means.")
  var times = false

  @Option(
    help: ArgumentHelp(
      """
      Let something go wrong, once, on a run's first attempt; may be given several times. One of \
      \(FaultCatalog.names.joined(separator: ", ")), as in kill:rank=2,step=37.
      """, valueName: "fault:key=value,..."))
  var inject: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      Take settings from a JSON file: these options by their names, as in {"epochs": 3, \
      "data": "digits", "validate": true}; options on the command line win, --no-validate too.
      """, valueName: "file.json"))
  var config: String?

  @Flag(help: "Print the settings as such a file, and end.")
  var printConfig = false

  func validate() throws {
    for (option, value) in [
      ("--train-samples", trainSamples), ("--verify-every", verifyEvery), ("--keep", keep),
      ("--log-every", logEvery),
    ] {
      try OptionCheck.number(value, of: option, in: 1...Int.max)
    }
    for (option, path) in [
      ("--data", data), ("--checkpoint-dir", checkpointDir), ("--model", model),
      ("--initial-weights", initialWeights), ("--monitor", monitor), ("--config", config),
      ("--tensorboard", watchingOptions.tensorboard),
    ] {
      try OptionCheck.path(path, of: option)
    }
    for (option, path) in outputs { try OptionCheck.output(path, of: option) }
    try checkOutputs()
    _ = try Verbosity(option: verbose)
    for (flag, isSet) in [
      ("--digest-gradients", digestGradients), ("--digest-ranks", digestRanks),
    ] where isSet && digest == nil {
      throw OptionCheck.invalid(
        "--digest", expected: "a file beside \(flag)", found: "not given")
    }
    if traceSteps != nil, trace == nil {
      throw OptionCheck.invalid(
        "--trace", expected: "a file beside --trace-steps", found: "not given")
    }
    _ = try tracedSteps()
    if resume, checkpointDir == nil {
      throw OptionCheck.invalid(
        "--checkpoint-dir", expected: "the folder to resume from", found: "not given")
    }
    guard (0..<1).contains(validationSplit) else {
      throw OptionCheck.invalid(
        "--validation-split", expected: "a number from 0 to below 1", found: "\(validationSplit)")
    }
    if validatesOnTestSet, validationSplit != 0 {
      throw OptionCheck.invalid(
        "--validation-split", expected: "no --validate beside it", found: "both")
    }
  }

  /// A signal ends the process with the documented exit code before the training, too.
  func prepare() {
    StopSignals.end(
      with: ExitCode.unfinished,
      saying: "asked to end before the first step; nothing is lost: start it again",
      alone: ProcessGroup.isAlone)
  }

  func watchOptions() throws -> WatchOptions {
    var options = WatchOptions()
    options.timeout = try timeoutLimit()
    options.watchesAlone = true
    return options
  }

  func run(in group: ProcessGroup) throws {
    guard !printConfig else { return print(settingsText) }
    try TrainingJob(self, in: group).run()
  }
}
