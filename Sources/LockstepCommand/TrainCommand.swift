import ArgumentParser
import Models
import Parallel
import Training

/// `lockstep train`: the options.
struct TrainCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a network, alone or on every rank that mpirun starts.",
    discussion: """
      Alone: lockstep train. On four processes: mpirun -np 4 lockstep train. The checkpoints are \
      the same, byte for byte, on any number of ranks up to the number of leaves.
      """)

  @Option(help: "The network: \(ModelCatalog.names.joined(separator: ", ")).")
  var model = "mlp"

  @Option(
    help: ArgumentHelp(
      "MNIST's folder, or digits for the built-in synthetic digits (default: $MNIST_DIR, else "
        + "data/mnist).", valueName: "folder|digits"))
  var data: String?

  @Option(help: ArgumentHelp("Train on the first n samples only.", valueName: "n"))
  var trainSamples: Int?

  @Option(help: "How often all samples are seen.")
  var epochs = 5

  @Option(
    help: ArgumentHelp(
      "The samples of one optimizer step, on all ranks together (default: 128; cnn: 64).",
      valueName: "n"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      One of \(OptimizerCatalog.names.joined(separator: ", ")), with hyperparameters where wanted: \
      adam:beta1=0.9,epsilon=1e-7 (default: adam).
      """, valueName: "name[:key=value,...]"))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "How far a step goes (default: 0.001; sgd: 0.01).", valueName: "number"))
  var learningRate: Float?

  @Option(
    help: ArgumentHelp(
      """
      How the learning rate changes from step to step: one of \
      \(ScheduleCatalog.names.joined(separator: ", ")), as in cosine:decaySteps=2345 or \
      warmup:steps=500,then=cosine:decaySteps=2000.
      """, valueName: "name:key=value,..."))
  var schedule: String?

  @Option(
    help: ArgumentHelp("The share of the velocity that sgd keeps each step.", valueName: "number"))
  var momentum: Float?

  @Option(help: "Determines the first weights and the order of samples.")
  var seed: UInt64 = 0

  @Option(help: "The leaves of the reduction tree: a power of two, and the most ranks.")
  var leaves = 8

  @Option(help: "How gradients are summed: auto, shared, ordered or mpi.")
  var exchange = "auto"

  @Option(
    help: ArgumentHelp(
      "Where checkpoints go (default: a new folder below runs).", valueName: "folder"))
  var checkpointDir: String?

  @Flag(help: "Go on from the newest whole checkpoint in --checkpoint-dir.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "End after n optimizer steps, counted from the run's very start.", valueName: "n"))
  var maxSteps: Int?

  @Flag(help: "Evaluate the test set after each epoch too.")
  var validate = false

  @Option(help: "0 prints only the result, 1 a bar for each epoch, 2 a line for each epoch.")
  var verbose = 1

  @Option(help: ArgumentHelp("Write the run's numbers as JSON lines.", valueName: "file"))
  var log: String?

  func run(in group: ProcessGroup) throws {
    try TrainingJob(self, in: group).run()
  }
}

// MARK: - Options as values

extension TrainCommand {
  /// - Throws: `ParallelError.unknownExchange`, or an option's `TrainingError.invalidValue`.
  func trainingOptions(_ entry: CatalogEntry) throws -> TrainingOptions {
    guard let kind = ExchangeKind(rawValue: exchange) else {
      throw ParallelError.unknownExchange(exchange)
    }
    let options = TrainingOptions(
      epochs: epochs, batchSize: batchSize ?? entry.batchSize, leafCount: leaves, exchange: kind,
      maximumIterations: maxSteps)
    try options.check()
    if let trainSamples, trainSamples < 1 {
      throw TrainingError.invalidValue(
        of: "--train-samples", expected: "at least 1", found: "\(trainSamples)")
    }
    if resume, checkpointDir == nil {
      throw TrainingError.invalidValue(
        of: "--checkpoint-dir", expected: "the folder to resume from", found: "not given")
    }
    return options
  }

  func makeOptimizer(_ entry: CatalogEntry) throws -> any Optimizer {
    var optimizer = try optimizer.map(OptimizerCatalog.optimizer) ?? entry.optimizer()
    if let momentum {
      guard momentum >= 0, momentum <= 1 else {
        throw TrainingError.invalidValue(
          of: "--momentum", expected: "a number from 0 to 1", found: "\(momentum)")
      }
      guard var sgd = optimizer as? SGD else {
        throw TrainingError.invalidValue(
          of: "--momentum", expected: "--optimizer sgd with it",
          found: "\(optimizer.className)")
      }
      sgd.momentum = momentum
      optimizer = sgd
    }
    if let schedule {
      optimizer.learningRate = try ScheduleCatalog.schedule(
        schedule, for: optimizer, learningRate: learningRate)
    } else if let learningRate {
      optimizer.learningRate = learningRate
    }
    return optimizer
  }

  func verbosity() throws -> Verbosity {
    guard let verbosity = Verbosity(rawValue: verbose) else {
      throw TrainingError.invalidValue(
        of: "--verbose", expected: "0, 1 or 2", found: "\(verbose)")
    }
    return verbosity
  }
}
