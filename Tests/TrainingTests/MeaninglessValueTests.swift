import Lockstep
import TestSupport
import Testing

/// Values that an initializer accepts and that mean nothing: each is an error by name before the
/// first step.
@Suite("values that mean nothing", .flushedDenormals)
struct MeaninglessValueTests {
  /// Callbacks, and the beginning of the error.
  private static let callbacks: [(make: @Sendable () -> [any Callback], message: String)] = [
    ({ [EarlyStopping(monitor: "loss", minDelta: .nan)] }, "minDelta of EarlyStopping is nan"),
    ({ [EarlyStopping(monitor: "loss", minDelta: .infinity)] }, "minDelta of EarlyStopping is inf"),
    ({ [EarlyStopping(monitor: "loss", patience: -1)] }, "patience of EarlyStopping is -1"),
    ({ [EarlyStopping(monitor: "loss", baseline: .nan)] }, "baseline of EarlyStopping is nan"),
    (
      { [EarlyStopping(monitor: "loss", startFromEpoch: -2)] },
      "startFromEpoch of EarlyStopping is -2"
    ),
    ({ [EarlyStopping(monitor: "")] }, "monitor of EarlyStopping is "),
    ({ [ReduceLROnPlateau(monitor: "loss", factor: 1)] }, "factor of ReduceLROnPlateau is 1.0"),
    ({ [ReduceLROnPlateau(monitor: "loss", factor: .nan)] }, "factor of ReduceLROnPlateau is nan"),
    ({ [ReduceLROnPlateau(monitor: "loss", patience: -1)] }, "patience of ReduceLROnPlateau is -1"),
    ({ [ReduceLROnPlateau(monitor: "loss", cooldown: -1)] }, "cooldown of ReduceLROnPlateau is -1"),
    (
      { [ReduceLROnPlateau(monitor: "loss", minDelta: .nan)] },
      "minDelta of ReduceLROnPlateau is nan"
    ),
    ({ [ReduceLROnPlateau(monitor: "loss", minLR: -1)] }, "minLR of ReduceLROnPlateau is -1.0"),
    ({ [ReduceLROnPlateau(monitor: "loss", minLR: .nan)] }, "minLR of ReduceLROnPlateau is nan"),
    ({ [ModelCheckpoint("")] }, "path of ModelCheckpoint is an empty text"),
    ({ [ModelCheckpoint("m", saveFrequency: 0)] }, "saveFrequency of ModelCheckpoint is 0"),
    (
      { [ModelCheckpoint("m", initialValueThreshold: .nan)] },
      "initialValueThreshold of ModelCheckpoint is nan"
    ),
    ({ [CSVLogger("")] }, "path of CSVLogger is an empty text"),
    ({ [CSVLogger("a.csv", separator: "")] }, "separator of CSVLogger is an empty text"),
    ({ [CSVLogger("a.csv", separator: "\n")] }, "separator of CSVLogger is \"\\n\""),
    ({ [CSVLogger("a.csv", separator: "\"")] }, "separator of CSVLogger is \"\\\"\""),
    ({ [TensorBoard("")] }, "logDir of TensorBoard is an empty text"),
    ({ [TensorBoard(histogramFreq: -1)] }, "histogramFreq of TensorBoard is -1"),
    ({ [BackupAndRestore("")] }, "directory of BackupAndRestore is an empty text"),
    ({ [BackupAndRestore("a", saveFrequency: 0)] }, "saveFrequency of BackupAndRestore is 0"),
    (
      { [BackupAndRestore("a"), BackupAndRestore("b")] },
      "the number of BackupAndRestore callbacks is 2"
    ),
    ({ [LearningRateScheduler { _ in .nan }] }, "the learning rate that a callback sets is nan"),
  ]

  private func expect(_ message: String, _ body: () throws -> Void) throws {
    let error = try #require(throws: (any Error).self) { try body() }
    #expect("\(error)".hasPrefix(message), "\(error)")
  }

  @Test(arguments: callbacks.indices)
  func ofCallbacks(index: Int) throws {
    let (make, message) = Self.callbacks[index]
    try expect(message) {
      try SmallProblem.model().fit(
        SmallProblem.samples(16), SmallProblem.oneHot(16), verbose: .silent, callbacks: make())
    }
  }

  @Test("callbacks that set the learning rate beside a schedule")
  func ofRates() throws {
    let callbacks: [any Callback] = [
      ReduceLROnPlateau(monitor: "loss"), LearningRateScheduler { _ in 0.1 },
    ]
    for callback in callbacks {
      let schedule = CosineDecay(initialLearningRate: 0.1, decaySteps: 9)
      let model = try SmallProblem.model(.sgd(learningRate: schedule))
      try expect("the learning rate beside \(type(of: callback)) is CosineDecay; expected") {
        try model.fit(
          SmallProblem.samples(16), SmallProblem.oneHot(16), verbose: .silent,
          callbacks: [callback])
      }
      #expect(model.iterations == 0)
    }
  }

  private static func with(_ change: (inout RunOptions) -> Void) -> RunOptions {
    var options = RunOptions()
    change(&options)
    return options
  }

  /// Options, and the beginning of the error.
  private static let options: [(options: RunOptions, message: String)] = [
    (with { $0.digestsGradients = true }, "RunOptions.digestsGradients is true; expected false"),
    (with { $0.digestsRanks = true }, "RunOptions.digestsRanks is true; expected false"),
    (RunOptions(timeout: .seconds(-1)), "RunOptions.timeout is -1.0 seconds"),
    (RunOptions(log: ""), "RunOptions.log is an empty text"),
    (RunOptions(logInterval: 0), "RunOptions.logInterval is 0"),
    (RunOptions(verificationInterval: 0), "the number of steps between verifications is 0"),
    (RunOptions(maximumSteps: -1), "the number of steps is -1"),
    (RunOptions(leafCount: 3), "the leaf count is 3"),
    (RunOptions(checkpoints: CheckpointOptions("")), "CheckpointOptions.directory is an empty"),
    (RunOptions(checkpoints: CheckpointOptions("a", keep: 0)), "CheckpointOptions.keep is 0"),
    (
      RunOptions(checkpoints: CheckpointOptions("a", interval: .time(.zero))),
      "CheckpointOptions.interval is 0.0 seconds"
    ),
  ]

  @Test(arguments: options.indices)
  func ofOptions(index: Int) throws {
    try expect(Self.options[index].message) {
      try SmallProblem.model().fit(
        SmallProblem.samples(16), SmallProblem.oneHot(16), verbose: .silent,
        options: Self.options[index].options)
    }
  }

  @Test(
    "names that logs take for others",
    arguments: ["", "val_loss", "val_", "learning_rate", "epoch", "a\nb"])
  func ofMetrics(name: String) throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    try expect("the name of metric MetricFunction is \(name.debugDescription)") {
      try model.compile(
        optimizer: "sgd", loss: "mse", metrics: [MetricFunction(name) { _, _ in 0 }])
    }
  }

  @Test("an output called val beside another, a layer without a name")
  func ofLayers() throws {
    let input = Input(shape: [1])
    let model = Model(
      inputs: [input], outputs: [try Dense(1, name: "val")(input), try Dense(1)(input)])
    try expect("the name of an output's layer is val") {
      try model.compile(optimizer: "sgd", losses: ["mse", "mse"])
    }
    try expect("the name of a layer is empty") {
      try Sequential { Dense(1, inputShape: [1], name: "") }.compile(optimizer: "sgd", loss: "mse")
    }
  }

  @Test("numbers that are infinite in single precision")
  func ofSinglePrecision() throws {
    let layers: [(any Layer, String)] = [
      (Dense(2, kernelInitializer: Constant(1e300)), "value of initializer Constant is 1e+300"),
      (
        Dense(2, kernelInitializer: RandomNormal(stddev: 1e300)),
        "stddev of initializer RandomNormal is 1e+300"
      ),
      (
        Dense(2, biasInitializer: RandomUniform(minval: -1e300)),
        "minval of initializer RandomUniform is -1e+300"
      ),
      (BatchNormalization(epsilon: 1e300), "epsilon of layer BatchNormalization is 1e+300"),
    ]
    for (layer, message) in layers {
      try expect(message) { _ = try Sequential([Input(shape: [2]), layer]).predict([[1, 2]]) }
    }
  }

  @Test("a loss of one's own with no name, or the library's", arguments: ["", "mse", "Poisson"])
  func ofLosses(name: String) throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    try expect("the name of a loss of the program's own is \(name.debugDescription)") {
      try model.compile(optimizer: "sgd", loss: LossFunction(name) { _, _, _ in 0 })
    }
  }

  @Test("widths of a summary", arguments: [Int.min, -1, 29, 1_001, .max])
  func ofSummaries(width: Int) throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    try expect("lineLength is \(width)") { _ = try model.summary(lineLength: width) }
    #expect(try model.summary(lineLength: 30).contains("Dense"))
    #expect(try model.summary(lineLength: 1_000).contains("Dense"))
  }

  @Test("directions that a metric does not say")
  func ofDirections() throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    let distance = MetricFunction("distance") { target, prediction in
      abs(prediction[0] - target[0])
    }
    try model.compile(optimizer: "sgd", loss: "mse", metrics: ["mae", distance])
    let (x, y) = (Samples(values: [1, 2], shape: [1]), Labels(values: [3, 4]))
    try expect("mode of EarlyStopping is auto; expected min or max: distance") {
      try model.fit(x, y, verbose: .silent, callbacks: [EarlyStopping(monitor: "distance")])
    }
    // The error falls, so that no epoch is worse than the one before.
    let stopping = EarlyStopping(monitor: "mae", patience: 1)
    let history = try model.fit(x, y, epochs: 4, verbose: .silent, callbacks: [stopping])
    #expect(history.epochs.count == 4)
    #expect(history["mae"].first ?? 0 > history["mae"].last ?? 0)
  }
}
