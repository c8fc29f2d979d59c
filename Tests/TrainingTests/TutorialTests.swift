import Foundation
import Lockstep
import Testing

/// What the tutorial says of updates, epochs and losses, and that fits find what their data hide.
@Suite("the tutorial's statements")
struct TutorialTests {
  /// A network with dropout and a falling rate: both depend on how much was trained before.
  private func changingModel() throws -> Sequential {
    let model = Sequential(seed: 5) {
      Dense(12, activation: .relu, inputShape: [16])
      Dropout(0.25)
      Dense(SmallProblem.classCount, activation: .softmax)
    }
    let rate = CosineDecay(initialLearningRate: 0.01, decaySteps: 20)
    try model.compile(optimizer: .adam(learningRate: rate), loss: .categoricalCrossentropy)
    return model
  }

  @Test(
    "1,280 samples in batches of 128 are 10 updates an epoch, 100 in 10, with any number of layers",
    arguments: [1, 3])
  func updates(hiddenLayers: Int) throws {
    let model = Sequential([Dense(8, activation: .relu, inputShape: [16])])
    for _ in 1..<hiddenLayers { model.add(Dense(8, activation: .relu)) }
    model.add(Dense(SmallProblem.classCount, activation: .softmax))
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    let (samples, labels) = (SmallProblem.samples(1_280), try SmallProblem.oneHot(1_280))
    #expect(model.iterations == 0)
    try model.fit(samples, labels, epochs: 1, batchSize: 128, verbose: .silent)
    #expect(model.iterations == 10)
    try model.fit(samples, labels, epochs: 9, batchSize: 128, verbose: .silent)
    #expect(model.iterations == 100)
  }

  @Test("smaller batches mean more updates", arguments: [(32, 40), (128, 10), (256, 5), (500, 3)])
  func updatesOfAnEpoch(batchSize: Int, count: Int) throws {
    let model = try SmallProblem.model()
    try model.fit(
      SmallProblem.samples(1_280), SmallProblem.oneHot(1_280), batchSize: batchSize,
      verbose: .silent)
    #expect(model.iterations == count)
  }

  @Test(
    "fit in two parts is fit in one, with dropout and a schedule too", arguments: [false, true])
  func parts(saysWhereItGoesOn: Bool) throws {
    let (samples, labels) = (SmallProblem.samples(100), try SmallProblem.oneHot(100))
    let once = try changingModel()
    let whole = try once.fit(samples, labels, epochs: 5, verbose: .silent)
    let twice = try changingModel()
    let first = try twice.fit(samples, labels, epochs: 2, verbose: .silent)
    let second =
      saysWhereItGoesOn
      ? try twice.fit(samples, labels, epochs: 5, initialEpoch: 2, verbose: .silent)
      : try twice.fit(samples, labels, epochs: 3, verbose: .silent)
    #expect(second.epochs == (saysWhereItGoesOn ? [2, 3, 4] : [0, 1, 2]))
    #expect(first["loss"] + second["loss"] == whole["loss"])
    #expect(try firstDifference(twice, once) == nil)
  }

  /// A new model with the same weights has an optimizer that has seen nothing.
  ///
  /// Without shuffling the number of the epoch decides nothing.
  @Test("compile again keeps the weights and forgets the moments")
  func compileAgain() throws {
    let (samples, labels) = (SmallProblem.samples(100), try SmallProblem.oneHot(100))
    let model = try SmallProblem.model()
    try model.fit(samples, labels, epochs: 3, shuffle: false, verbose: .silent)
    let fresh = try SmallProblem.model()
    for variable in try model.weights() {
      try fresh.setWeights([variable.name: variable.values])
    }
    let other = try SmallProblem.model()
    try other.fit(samples, labels, epochs: 3, shuffle: false, verbose: .silent)

    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .categoricalCrossentropy)
    #expect(try firstDifference(model, fresh) == nil, "after compile")
    #expect(model.iterations == 0)
    for trained in [model, fresh, other] {
      try trained.fit(samples, labels, shuffle: false, verbose: .silent)
    }
    #expect(try firstDifference(model, fresh) == nil, "after another epoch")
    #expect(try firstDifference(model, other) != nil, "moments that were kept lead elsewhere")
  }

  @Test("validationSplit keeps the last samples back and evaluates them")
  func validationSplit() throws {
    let (samples, labels) = (SmallProblem.samples(100), try SmallProblem.oneHot(100))
    let split = try SmallProblem.model()
    let history = try split.fit(
      samples, labels, epochs: 2, validationSplit: 0.3, verbose: .silent)
    let given = try SmallProblem.model()
    let expected = try given.fit(
      samples[0..<70], labels[0..<70], epochs: 2,
      validationData: (samples[70..<100], labels[70..<100]), verbose: .silent)
    #expect(history == expected)
    #expect(history["val_loss"].count == 2)
    #expect(try firstDifference(split, given) == nil)
    #expect(split.iterations == 6, "70 samples are 3 batches of 32 at most")
  }
}
