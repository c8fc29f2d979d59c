import ArgumentParser
import Engine
import KerasFormat
import Layers
import Training

/// The options that say how a model is trained: what `compile` is given.
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
      "How far a step goes (default: 0.001; sgd: 0.01).", valueName: "number"))
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
    help: ArgumentHelp("The share of the velocity that sgd keeps each step.", valueName: "number"))
  var momentum: Float?

  @Option(
    help: ArgumentHelp(
      """
      One of \(LossRegistry.identifiers.joined(separator: ", ")), as in \
      categorical_crossentropy:labelSmoothing=0.1,fromLogits=true (default: the model's).
      """, valueName: "name[:key=value,...]"))
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
      "Scale each parameter's gradient down to this norm at most.", valueName: "number"))
  var clipNorm: Float?

  @Option(
    help: ArgumentHelp("Move each gradient into -number to number.", valueName: "number"))
  var clipValue: Float?

  @Option(
    help: ArgumentHelp(
      "Scale all gradients down to this norm together at most.", valueName: "number"))
  var globalClipNorm: Float?
}

extension CompileOptions {
  /// The settings of a model's choice, changed as the options say.
  ///
  /// - Throws: `TrainingError.invalidValue` or `ModelError.invalidValue` naming the option.
  func compilation(_ choice: ModelChoice) throws -> Compilation {
    let chosen = choice.compilation
    let losses =
      try loss.map { word in
        [any Loss](
          repeating: try LossRegistry.loss(word, of: "--loss"), count: chosen.objective.losses.count
        )
      } ?? chosen.objective.losses
    return Compilation(
      optimizer: try makeOptimizer(chosen.optimizer),
      objective: Objective(
        losses: losses, lossWeights: chosen.objective.lossWeights,
        metrics: try metrics.map { list in
          let metrics = try MetricRegistry.metrics(list, of: "--metrics")
          return chosen.objective.losses.map { _ in metrics }
        } ?? chosen.objective.metrics),
      clipping: try clipping() ?? chosen.clipping)
  }

  private func makeOptimizer(_ chosen: any Optimizer) throws -> any Optimizer {
    var optimizer =
      try optimizer.map { try OptimizerRegistry.optimizer($0, of: "--optimizer") } ?? chosen
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
      optimizer.learningRate = try makeSchedule(
        schedule, usualRate: optimizer.learningRate.rate(atStep: 0))
    } else if let learningRate {
      optimizer.learningRate = learningRate
    }
    return optimizer
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
        of: asked.map(\.0).joined(separator: " and "), expected: "one of them", found: "both")
    }
    guard clipping.limit.isFinite, clipping.limit > 0 else {
      throw TrainingError.invalidValue(
        of: option, expected: "a number above 0", found: "\(clipping.limit)")
    }
    return clipping
  }
}
