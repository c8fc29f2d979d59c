import Foundation
import Kernels
import Lockstep
import Testing

@Suite("fit")
struct ModelFitTests {
  @Test("returns loss and accuracy of every epoch, and the loss falls")
  func history() throws {
    let model = try SmallProblem.model()
    let history = try model.fit(
      SmallProblem.samples(200), SmallProblem.oneHot(200), epochs: 8, batchSize: 20,
      verbose: .silent)
    #expect(history.epochs == Array(0..<8))
    #expect(history.values.keys.sorted() == ["accuracy", "loss"])
    #expect(history["loss"].count == 8 && history["accuracy"].count == 8)
    for (before, after) in zip(history["loss"], history["loss"].dropFirst()) {
      #expect(after < before, "\(history["loss"])")
    }
    #expect(history["accuracy"].last == 1, "\(history["accuracy"])")
  }

  @Test("called twice continues, with the bits of one longer run")
  func twice() throws {
    let (samples, labels) = (SmallProblem.samples(90), try SmallProblem.oneHot(90))
    let once = try SmallProblem.model()
    let whole = try once.fit(samples, labels, epochs: 5, verbose: .silent)
    let twice = try SmallProblem.model()
    let first = try twice.fit(samples, labels, epochs: 2, verbose: .silent)
    let second = try twice.fit(samples, labels, epochs: 3, verbose: .silent)
    #expect(try firstDifference(twice, once) == nil)
    #expect(first["loss"] + second["loss"] == whole["loss"])
    #expect(second.epochs == [0, 1, 2], "every call counts its own epochs")
    #expect(twice.iterations == 15)
  }

  @Test("makes a step for each batch: 100 for 10 epochs of 1,280 samples in batches of 128")
  func updateCount() throws {
    let model = try SmallProblem.model()
    try model.fit(
      SmallProblem.samples(1_280), SmallProblem.oneHot(1_280), epochs: 10, batchSize: 128,
      verbose: .silent)
    #expect(model.iterations == 100)
    #expect(model.epochs == 10)
  }

  @Test("gives the same weights for both ways to write labels")
  func sparse() throws {
    let dense = try SmallProblem.model()
    try dense.fit(SmallProblem.samples(70), SmallProblem.oneHot(70), epochs: 2, verbose: .silent)
    let sparse = try SmallProblem.model(loss: .sparseCategoricalCrossentropy)
    try sparse.fit(SmallProblem.samples(70), SmallProblem.labels(70), epochs: 2, verbose: .silent)
    #expect(try firstDifference(sparse, dense) == nil)
  }

  @Test("shuffles the samples unless shuffle is false")
  func shuffle() throws {
    func trained(shuffle: Bool, seed: UInt64) throws -> Sequential {
      let model = try SmallProblem.model(seed: seed)
      let same = try SmallProblem.model(seed: 1)
      try model.restore(
        ModelState(weights: try same.parameterSpace().initialWeights(seed: 1)))
      try model.fit(
        SmallProblem.samples(64), SmallProblem.oneHot(64), shuffle: shuffle, verbose: .silent)
      return model
    }
    // From the same weights the seed decides nothing but the order.
    let straight = try trained(shuffle: false, seed: 1)
    #expect(try firstDifference(trained(shuffle: false, seed: 2), straight) == nil)
    let shuffled = try trained(shuffle: true, seed: 1)
    #expect(try firstDifference(shuffled, straight) != nil)
    #expect(try firstDifference(trained(shuffle: true, seed: 2), shuffled) != nil)
  }

  @Test("validates with the weights of the epoch's end")
  func validation() throws {
    let model = try SmallProblem.model()
    let validation = (SmallProblem.samples(30), try SmallProblem.oneHot(30))
    let history = try model.fit(
      SmallProblem.samples(100), SmallProblem.oneHot(100), epochs: 2, validationData: validation,
      verbose: .silent)
    #expect(history.values.keys.sorted() == ["accuracy", "loss", "val_accuracy", "val_loss"])
    let result = try model.evaluate(validation.0, validation.1, verbose: .silent)
    #expect(history["val_loss"].last == result.loss)
    #expect(history["val_accuracy"].last == result.metrics["accuracy"])
    #expect(history["val_loss"].count == 2)
  }

  @Test("changes nothing where all epochs count as done")
  func noEpochs() throws {
    let model = try SmallProblem.model()
    let history = try model.fit(
      SmallProblem.samples(10), SmallProblem.oneHot(10), epochs: 2, initialEpoch: 2,
      verbose: .silent)
    #expect(history.epochs == [] && history.values == [:])
    #expect(try firstDifference(model, SmallProblem.model()) == nil)
  }

  @Test("stops at a loss that is not finite, with the weights of the last good step")
  func notFinite() throws {
    let model = try SmallProblem.model(.sgd(learningRate: 1e30))
    let error = #expect(throws: TrainingError.self) {
      try model.fit(SmallProblem.samples(96), SmallProblem.oneHot(96), verbose: .silent)
    }
    guard case .notFinite(let what, epoch: 1, iteration: 2) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(what.hasPrefix("the output of layer dense_1 for samples "))
    #expect(model.iterations == 1)
    #expect(try model.weights().allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  /// The second of three batches has a NaN.
  @Test("leaves out a step that is not finite, or goes back to where it began, where asked to")
  func nonFinitePolicies() throws {
    var values = (0..<48 * 16).map { Float($0 * 37 % 64) / 64 }
    values[20 * 16] = .nan
    let samples = Samples(values: values, shape: [16])
    func trained(_ policy: NonFinitePolicy, on range: Range<Int>) throws -> Sequential {
      let model = try SmallProblem.model()
      try model.fit(
        samples[range], SmallProblem.oneHot(48)[range], batchSize: 16, shuffle: false,
        verbose: .silent, options: RunOptions(nonFinite: policy))
      return model
    }
    #expect(throws: TrainingError.self) { try trained(.stop, on: 0..<48) }
    #expect(try firstDifference(trained(.skip, on: 0..<32), trained(.stop, on: 0..<16)) == nil)
    #expect(
      try firstDifference(trained(.rollback, on: 0..<32), SmallProblem.model()) == nil)
    let (skipped, rolledBack) = (try trained(.skip, on: 0..<48), try trained(.rollback, on: 0..<48))
    #expect(skipped.iterations == 3 && rolledBack.iterations == 3)
    #expect(try firstDifference(skipped, rolledBack) != nil)
  }

  @Test("has the same bits where the steps are verified")
  func verified() throws {
    func trained(verificationInterval: Int?) throws -> Sequential {
      let model = try SmallProblem.model()
      try model.fit(
        SmallProblem.samples(90), SmallProblem.oneHot(90), epochs: 2, verbose: .silent,
        options: RunOptions(verificationInterval: verificationInterval))
      return model
    }
    let usual = try trained(verificationInterval: nil)
    #expect(try firstDifference(trained(verificationInterval: 2), usual) == nil)
  }

  /// With this learning rate every step is denormal.
  ///
  /// A process of its own, since other tests set the mode of threads, and new threads inherit it.
  @Test("treats denormals as zero outside ProcessGroup.run too")
  func denormals() async throws {
    await #expect(processExitsWith: .success) {
      let model = Sequential { Dense(4, activation: .softmax, inputShape: [16]) }
      try model.compile(optimizer: .sgd(learningRate: 1e-38), loss: .categoricalCrossentropy)
      try model.fit(SmallProblem.samples(32), SmallProblem.oneHot(32), verbose: .silent)
      let biases = try model.weights()[1].values
      #expect(biases.map(\.bitPattern) == [0, 0, 0, 0])
    }
  }
}
