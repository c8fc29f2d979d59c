import Engine
import FileFormats
import KerasFormat
import Layers
import Testing

/// What holds for every class that a registry lists.
@Suite("PartTable")
struct PartTableTests {
  /// Every class with arguments, each of them another than usual.
  static let losses: [any Loss] = [
    CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.125),
    SparseCategoricalCrossentropy(fromLogits: true),
    BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.25), Poisson(), MeanSquaredError(),
    MeanAbsoluteError(),
  ]
  static let metrics: [any Metric] = [
    Accuracy(), BinaryAccuracy(threshold: 0.75), CategoricalAccuracy(),
    SparseCategoricalAccuracy(), TopKCategoricalAccuracy(k: 3), SparseTopKCategoricalAccuracy(k: 2),
    ErrorMetric(.absolute), ErrorMetric(.squared),
  ]
  static let optimizers: [any Optimizer] = [
    Adam(learningRate: 0.5, beta1: 0.5, beta2: 0.25, epsilon: 0.125),
    AdamW(learningRate: 0.5, weightDecay: 0.75, beta1: 0.5, beta2: 0.25, epsilon: 0.125),
    SGD(learningRate: 0.5, momentum: 0.25, nesterov: true),
    RMSprop(learningRate: 0.5, rho: 0.25, momentum: 0.125, epsilon: 0.5, centered: true),
    Adagrad(learningRate: 0.5, initialAccumulatorValue: 0.25, epsilon: 0.125),
    Adadelta(learningRate: 0.5, rho: 0.25, epsilon: 0.125),
  ]
  static let schedules: [any LearningRateSchedule] = [
    ExponentialDecay(initialLearningRate: 0.5, decaySteps: 3, decayRate: 0.25, staircase: true),
    InverseTimeDecay(initialLearningRate: 0.5, decaySteps: 3, decayRate: 0.25, staircase: true),
    CosineDecay(
      initialLearningRate: 0.5, decaySteps: 3, alpha: 0.25, warmupTarget: 0.75, warmupSteps: 2),
    PiecewiseConstantDecay(boundaries: [1, 2], values: [0.5, 0.25, 0.125]),
    PolynomialDecay(
      initialLearningRate: 0.5, decaySteps: 3, endLearningRate: 0.25, power: 2, cycle: true),
    LinearWarmup(start: 0.25, peak: 0.5, steps: 3),
  ]

  /// A class that is listed but has no altered sample here fails, and so does one that is missing.
  @Test("tests every class that is listed")
  func isComplete() {
    #expect(Self.losses.map(\.identifier) == LossRegistry.identifiers)
    #expect(Self.metrics.map(\.name) == MetricRegistry.names)
    #expect(Self.optimizers.map { $0.className.lowercased() } == OptimizerRegistry.names)
    #expect(Self.schedules.map(\.className) == ScheduleRegistry.classNames)
  }

  @Test("reads every loss from a file and from a command line", arguments: losses)
  func readsLoss(loss: any Loss) throws {
    try expectSame(loss, LossRegistry.loss(configuration: JSON(loss), path: "loss"))
    try expectSame(loss, LossRegistry.loss(word(loss, named: loss.identifier), of: "--loss"))
  }

  @Test("reads every metric from a file and from a command line", arguments: metrics)
  func readsMetric(metric: any Metric) throws {
    try expectSame(metric, MetricRegistry.metric(configuration: JSON(metric), path: "metric"))
    let list = try MetricRegistry.metrics(word(metric, named: metric.name), of: "--metrics")
    try expectSame(metric, try #require(list.first))
  }

  @Test("reads every optimizer from a file and from a command line", arguments: optimizers)
  func readsOptimizer(optimizer: any Optimizer) throws {
    let json = OptimizerRegistry.configuration(of: optimizer)
    let inFile = try OptimizerRegistry.optimizer(configuration: json, path: "o").optimizer
    try expectSame(optimizer, inFile)
    let text = word(optimizer, named: optimizer.className) + ",learningRate=0.5"
    let found = try OptimizerRegistry.optimizer(text, of: "--optimizer")
    try expectSame(optimizer, found)
    for step in [0, 7] {
      #expect(inFile.learningRate.rate(atStep: step) == 0.5)
      #expect(found.learningRate.rate(atStep: step) == 0.5)
    }
  }

  @Test(
    "reads every schedule from a file and from a command line", arguments: schedules.indices)
  func readsSchedule(index: Int) throws {
    let schedule = Self.schedules[index]
    try expectSame(
      schedule, ScheduleRegistry.schedule(configuration: JSON(schedule), path: "schedule"))
    for name in [schedule.className, ScheduleRegistry.names[index]] {
      let found = try ScheduleRegistry.schedule(
        word(schedule, named: name), of: "--schedule", learningRate: 8)
      try expectSame(schedule, found.schedule)
      #expect(!found.usesLearningRate)
    }
  }

  private func expectSame(
    _ expected: any Configurable, _ found: any Configurable,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(found.className == expected.className, sourceLocation: sourceLocation)
    #expect(found.configuration == expected.configuration, sourceLocation: sourceLocation)
  }

  /// The part as a word of a command line: `adam:beta1=0.5,beta2=0.25,epsilon=0.125`.
  private func word(_ part: any Configurable, named name: String) -> String {
    let pairs = part.configuration.sorted { $0.key < $1.key }.compactMap { key, value in
      let text: String? =
        switch JSON(value) {
        case .null: nil
        case .array(let values): values.map { $0.serialized() }.joined(separator: "/")
        case let value: value.serialized()
        }
      return text.map { "\(KeyedOption.spelling(of: key))=\($0)" }
    }
    return ([name] + (pairs.isEmpty ? [] : [pairs.joined(separator: ",")])).joined(separator: ":")
  }
}
