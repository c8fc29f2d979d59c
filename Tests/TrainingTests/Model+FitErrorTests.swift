import Lockstep
import Testing

/// What does not fit is said before anything is computed.
@Suite("fit, evaluate and predict, with errors")
struct ModelFitErrorTests {
  private let samples = SmallProblem.samples(12)

  /// Calls `fit` and `evaluate` alike; both must refuse.
  private func expect(
    _ error: TrainingError, of model: Model, _ samples: Samples, _ labels: Labels,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: error, sourceLocation: sourceLocation) {
      try model.fit(samples, labels, verbose: .silent)
    }
    #expect(throws: error, sourceLocation: sourceLocation) {
      try model.evaluate(samples, labels, verbose: .silent)
    }
    #expect(model.iterations == 0, sourceLocation: sourceLocation)
  }

  @Test("name the loss that takes integer labels")
  func integerLabels() throws {
    let error = TrainingError.labels(
      loss: "categorical_crossentropy", expected: "one-hot labels", found: "integer labels",
      fitting: "sparse_categorical_crossentropy")
    try expect(error, of: SmallProblem.model(), samples, SmallProblem.labels(12))
    #expect("\(error)".contains("use sparse_categorical_crossentropy"))
  }

  @Test("name the loss that takes one-hot labels")
  func oneHotLabels() throws {
    let error = TrainingError.labels(
      loss: "sparse_categorical_crossentropy", expected: "integer labels",
      found: "one-hot labels", fitting: "categorical_crossentropy")
    try expect(
      error, of: SmallProblem.model(loss: .sparseCategoricalCrossentropy), samples,
      SmallProblem.oneHot(12))
    #expect("\(error)".contains("use categorical_crossentropy"))
  }

  @Test("name the number of classes")
  func otherClassCount() throws {
    try expect(
      .labels(
        loss: "categorical_crossentropy", expected: "one-hot labels of 4 classes",
        found: "5 classes", fitting: "toCategorical(labels, classCount: 4)"),
      of: SmallProblem.model(), samples, toCategorical(SmallProblem.labels(12), classCount: 5))
  }

  @Test("name the first label that is no class")
  func labelOutOfRange() throws {
    let model = try SmallProblem.model(loss: .sparseCategoricalCrossentropy)
    let labels = try Labels([0, 3, 4, 9])
    #expect(throws: LabelError.outOfRange(index: 2, found: 4, classCount: 4)) {
      try model.fit(samples.prefix(4), labels, verbose: .silent)
    }
  }

  @Test("name the first target that is no probability")
  func targetsOutOfRange() throws {
    let model = Sequential { Dense(1, activation: .sigmoid, inputShape: [16]) }
    try model.compile(optimizer: "sgd", loss: "binary_crossentropy")
    func error(_ found: String, _ fitting: String) -> TrainingError {
      .labels(
        loss: "binary_crossentropy", expected: "targets from 0 to 1", found: found,
        fitting: fitting)
    }
    let pixels = Labels(values: (0..<12).map { $0 == 7 ? 255 : 0.5 }, shape: [1])
    expect(error("255.0 for sample 7", "mean_squared_error"), of: model, samples, pixels)
    let classes = try Labels((0..<12).map { $0 % 3 })
    expect(
      error("2.0 for sample 2", "sparse_categorical_crossentropy"), of: model, samples, classes)
  }

  @Test("say how many samples and labels there are")
  func counts() throws {
    try expect(
      .count(samples: 12, labels: 11), of: SmallProblem.model(), samples, SmallProblem.oneHot(11))
  }

  @Test("name both shapes")
  func shapes() throws {
    let model = try SmallProblem.model()
    let square = samples.reshaped(4, 4)
    try expect(
      .shape(found: [4, 4], expected: [16]), of: model, square, SmallProblem.oneHot(12))
    #expect(throws: TrainingError.shape(found: [4, 4], expected: [16])) {
      try model.predict(square)
    }
  }

  @Test("check the validation data too")
  func validation() throws {
    let model = try SmallProblem.model()
    #expect(throws: TrainingError.count(samples: 12, labels: 3)) {
      try model.fit(
        samples, SmallProblem.oneHot(12), validationData: (samples, SmallProblem.oneHot(3)),
        verbose: .silent)
    }
  }

  @Test(
    "name a class of classWeight that the model has not, or a weight that means nothing",
    arguments: [
      ([4: 2], "a class of classWeight is 4; expected 0 to 3, as the model has classes"),
      ([-1: 2, 1: 2], "a class of classWeight is -1; expected 0 to 3, as the model has classes"),
      ([3: -1], "classWeight[3] is -1.0; expected a number from 0 up"),
      ([0: .nan], "classWeight[0] is nan; expected a number from 0 up"),
    ] as [([Int: Float], String)])
  func classWeights(weights: [Int: Float], message: String) throws {
    let model = try SmallProblem.model()
    let error = try #require(throws: TrainingError.self) {
      try model.fit(samples, SmallProblem.oneHot(12), classWeight: weights, verbose: .silent)
    }
    #expect("\(error)" == message)
    #expect(model.iterations == 0)
  }

  @Test("take the weight of a class that no sample has, of two classes from one output")
  func classWeightsThatAreUnused() throws {
    try SmallProblem.model().fit(
      samples.prefix(1), SmallProblem.oneHot(1), classWeight: [3: 2], verbose: .silent)
    let binary = Sequential { Dense(1, activation: .sigmoid, inputShape: [16]) }
    try binary.compile(optimizer: "sgd", loss: "binary_crossentropy")
    let labels = try Labels((0..<12).map { $0 % 2 })
    try binary.fit(samples, labels, classWeight: [0: 1, 1: 3], verbose: .silent)
    #expect(throws: TrainingError.self) {
      try binary.fit(samples, labels, classWeight: [2: 3], verbose: .silent)
    }
  }

  @Test("want the model to be compiled")
  func notCompiled() throws {
    let model = Sequential { Dense(4, activation: .softmax, inputShape: [16]) }
    let labels = try SmallProblem.oneHot(12)
    #expect(throws: ModelError.notCompiled) {
      try model.fit(samples, labels, verbose: .silent)
    }
    #expect(throws: ModelError.notCompiled) {
      try model.evaluate(samples, labels, verbose: .silent)
    }
    #expect(try model.predict(samples).count == 12, "predictions need no loss")
  }

  @Test("refuse invalid numbers")
  func numbers() throws {
    let model = try SmallProblem.model()
    let labels = try SmallProblem.oneHot(12)
    let batchSize = TrainingError.invalidValue(
      of: "the batch size", expected: "at least 1", found: "0")
    #expect(throws: batchSize) { try model.fit(samples, labels, batchSize: 0, verbose: .silent) }
    #expect(throws: batchSize) {
      try model.evaluate(samples, labels, batchSize: 0, verbose: .silent)
    }
    for epochs in [0, -1] {
      #expect(
        throws: TrainingError.invalidValue(
          of: "the number of epochs", expected: "at least 1", found: "\(epochs)")
      ) { try model.fit(samples, labels, epochs: epochs, verbose: .silent) }
    }
    #expect(
      throws: TrainingError.invalidValue(
        of: "the number of steps between verifications", expected: "at least 1", found: "0")
    ) {
      try model.fit(
        samples, labels, verbose: .silent, options: RunOptions(verificationInterval: 0))
    }
    #expect(throws: ParallelError.leafCount(6)) {
      try model.fit(samples, labels, verbose: .silent, options: RunOptions(leafCount: 6))
    }
  }
}
