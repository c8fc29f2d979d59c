import ArgumentParser
import Engine
import KerasFormat
import Layers
import Training

/// The options of `compile`.
struct CompileOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      One of \(OptimizerRegistry.names.joined(separator: ", ")), with hyperparameters where wanted: \
      adam:beta1=0.9,epsilon=1e-7 (default: adam).
      """, valueName: "name[:key=value,...]"))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "How far a step goes (default: 0.001; sgd: 0.01).", valueName: "number"),
    transform: OptionCheck.float)
  var learningRate: Float?

  @Option(
    help: ArgumentHelp(
      """
      How the learning rate changes from step to step: one of \
      \(ScheduleRegistry.names.joined(separator: ", ")), as in cosine:decaySteps=2345 or \
      warmup:steps=500,then=cosine:decaySteps=2000.
      """, valueName: "name:key=value,..."))
  var schedule: String?

  @Option(
    help: ArgumentHelp("The share of the velocity that sgd keeps each step.", valueName: "number"),
    transform: OptionCheck.float)
  var momentum: Float?

  @Option(help: lossHelp)
  var loss: String?

  @Option(
    help: ArgumentHelp(
      """
      Some of \(MetricRegistry.names.joined(separator: ", ")), or none, as in \
      accuracy,top_k_categorical_accuracy:k=3 (default: accuracy).
      """, valueName: "name,..."))
  var metrics: String?

  @Option(
    help: ArgumentHelp(
      "Scale each parameter's gradient down to this norm at most.", valueName: "number"),
    transform: OptionCheck.float)
  var clipNorm: Float?

  @Option(
    help: ArgumentHelp("Move each gradient into -number to number.", valueName: "number"),
    transform: OptionCheck.float)
  var clipValue: Float?

  @Option(
    help: ArgumentHelp(
      "Scale all gradients down to this norm together at most.", valueName: "number"),
    transform: OptionCheck.float)
  var globalClipNorm: Float?
}

extension CompileOptions {
  /// The help of `--loss`.
  static let lossHelp = ArgumentHelp(
    """
    One of \(LossRegistry.identifiers.joined(separator: ", ")), as in \
    categorical_crossentropy:labelSmoothing=0.1,fromLogits=true (default: the model's).
    """, valueName: "name[:key=value,...]")

  /// Returns the options of a command that updates nothing, and so has `--loss` alone.
  static func ofLoss(_ loss: String?) throws -> CompileOptions {
    try parse(loss.map { ["--loss=\($0)"] } ?? [])
  }

  /// The settings of a model's choice, for data with classes or without, changed as the options
  /// say; what options replace is not read.
  ///
  /// - Throws: `TrainingError.invalidValue` or `ModelError.invalidValue` naming the option.
  func compilation(_ choice: ModelChoice, hasClasses: Bool) throws -> Compilation {
    let outputCount = try choice.model.isBuilt ? choice.model.graph().outputs.count : 1
    let losses =
      try loss.map { word in
        [any Loss](
          repeating: try LossRegistry.loss(word, of: "--loss"), count: outputCount)
      } ?? choice.losses(hasClasses: hasClasses)
    let metrics =
      try metrics.map { list in
        [[any Metric]](
          repeating: try MetricRegistry.metrics(list, of: "--metrics"), count: outputCount)
      } ?? choice.metrics(hasClasses: hasClasses)
    let (optimizer, clipping) = try makeOptimizer(choice)
    return Compilation(
      optimizer: optimizer,
      objective: Objective(
        losses: losses, lossWeights: try choice.lossWeights(), metrics: metrics),
      clipping: try self.clipping() ?? clipping)
  }

  /// Compiles a model's choice; where the model's file, and no option, is at fault the error has
  /// the file's name.
  func compile(_ choice: ModelChoice, hasClasses: Bool) throws {
    let compilation = try compilation(choice, hasClasses: hasClasses)
    // The optimizer's numbers have been checked, and a model's that has a shape.
    let replaces = loss != nil || metrics != nil
    try choice.naming(unless: { isCause($0) || replaces }) {
      try choice.model.compile(compilation)
    }
  }

  /// Whether an option is the cause of an error of `compile` or of a run.
  func isCause(_ error: ModelError) -> Bool {
    switch error {
    case .loss: loss != nil
    case .metric: metrics != nil
    default: false
    }
  }

  private func makeOptimizer(
    _ choice: ModelChoice
  ) throws -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    var (optimizer, clipping) =
      try self.optimizer.map { word in
        (try OptimizerRegistry.optimizer(word, of: "--optimizer"), nil)
      } ?? choice.optimizer(readingRate: learningRate == nil && schedule == nil)
    try checkTwice("--learning-rate", learningRate, "learningRate")
    try checkTwice("--momentum", momentum, "momentum")
    if let momentum {
      guard momentum >= 0, momentum <= 1 else {
        throw TrainingError.invalidValue(
          of: "--momentum", expected: "a number from 0 to 1", found: "\(momentum)")
      }
      guard var sgd = optimizer as? SGD else {
        throw TrainingError.invalidValue(
          of: "--momentum", expected: "--optimizer sgd beside it",
          found: "\(momentum), beside \(optimizer.className)")
      }
      sgd.momentum = momentum
      optimizer = sgd
    }
    if let schedule {
      optimizer.learningRate = try makeSchedule(
        schedule, usualRate: optimizer.learningRate.rate(atStep: 0))
    } else if let learningRate {
      optimizer.learningRate = learningRate
    }
    try optimizer.check()
    return (optimizer, clipping)
  }

  /// Throws where `--optimizer` gives the number too, and another one.
  private func checkTwice(_ option: String, _ value: Float?, _ key: String) throws {
    guard let value, let word = optimizer,
      let text = try KeyedOption(word, of: "--optimizer").text(key), Float(text) != value
    else { return }
    throw TrainingError.invalidValue(
      of: option, expected: "\(text), as \(key) of --optimizer is, or one of them alone",
      found: "\(value)")
  }

  /// The schedule of `--schedule`, which starts from `--learning-rate` or else the optimizer's rate
  /// unless it has a rate of its own.
  private func makeSchedule(
    _ word: String, usualRate: Float
  ) throws -> any LearningRateSchedule {
    let (schedule, usesLearningRate) = try ScheduleRegistry.schedule(
      word, of: "--schedule", learningRate: Double(learningRate ?? usualRate))
    if let learningRate, !usesLearningRate {
      throw TrainingError.invalidValue(
        of: "--learning-rate", expected: "none beside a --schedule that has its own",
        found: "\(learningRate)")
    }
    let own = try optimizer.flatMap { try KeyedOption($0, of: "--optimizer").text("learningRate") }
    if let own, !usesLearningRate {
      throw TrainingError.invalidValue(
        of: "learningRate of --optimizer", expected: "none beside a --schedule that has its own",
        found: own)
    }
    try schedule.check()
    return schedule
  }

  private func clipping() throws -> GradientClipping? {
    let asked = [
      clipNorm.map { ("--clip-norm", GradientClipping.norm($0)) },
      clipValue.map { ("--clip-value", GradientClipping.value($0)) },
      globalClipNorm.map { ("--global-clip-norm", GradientClipping.globalNorm($0)) },
    ].compactMap { $0 }
    guard let (option, clipping) = asked.first else { return nil }
    guard asked.count == 1 else {
      throw TrainingError.invalidValue(
        of: "clipping", expected: "one of them", found: asked.map(\.0).joined(separator: " and "))
    }
    guard clipping.limit.isFinite, clipping.limit > 0 else {
      throw TrainingError.invalidValue(
        of: option, expected: "a number above 0", found: "\(clipping.limit)")
    }
    return clipping
  }
}
