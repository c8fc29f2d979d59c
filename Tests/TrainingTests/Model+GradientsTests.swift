import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("Model.gradients", .flushedDenormals)
struct ModelGradientsTests {
  private let x = SmallProblem.samples(34)
  private let y: Labels

  init() throws { y = try SmallProblem.oneHot(34) }

  /// Dropout, batch normalization, and a convolution that a step fuses with its pooling.
  @Test func areThoseOfATrainingStep() throws {
    let model = try LayeredProblem.model()
    let found = try model.gradients(x, y, training: true)
    var record: DigestRecord?
    let trainer = try Trainer(
      model, on: SmallProblem.data(34),
      options: TrainingOptions(epochs: 1, batchSize: 34, shuffle: false),
      progress: TrainingProgress(), in: .solo)
    trainer.step.digester = StepDigester(of: trainer.step, gradients: true)
    trainer.digested = { record = $0 }
    _ = try trainer.train()
    let expected = try #require(record?.digests[.gradients])
    #expect(found.count == 8 && expected.names.sorted.count == 8)
    for (name, shape, values) in found {
      #expect(shape.reduce(1, *) == values.count)
      #expect(TensorDigest(of: values) == expected[name], "\(name)")
    }
    let names = try model.weights().map(\.name).filter { !$0.contains("moving") }
    #expect(found.map(\.name) == names)
  }

  @Test func changeNothingInTheModel() throws {
    let model = try LayeredProblem.model()
    let before = try model.weights()
    _ = try model.gradients(x, y, training: true)
    _ = try model.gradients(x, y)
    #expect(firstDifference(try model.weights(), before) == nil)
    #expect(model.iterations == 0)
  }

  @Test("without training leave dropout out")
  func dropout() throws {
    let model = try LayeredProblem.model(normalizes: false)
    let without = try LayeredProblem.model(dropout: 0, normalizes: false)
    let found = try model.gradients(x, y)
    #expect(firstDifference(found, try without.gradients(x, y)) == nil)
    // Nothing else tells the two modes apart.
    #expect(firstDifference(found, try without.gradients(x, y, training: true)) == nil)
    #expect(firstDifference(found, try model.gradients(x, y, training: true)) != nil)
  }

  /// A frozen layer normalizes with the moving averages in training, too.
  @Test("without training normalize with the moving averages")
  func statistics() throws {
    let model = try LayeredProblem.model(dropout: 0)
    try model.fit(x, y, epochs: 2, batchSize: 8, verbose: .silent)
    let found = try model.gradients(x, y)
    try model.layer("normalization").trainable = false
    let frozen = try model.gradients(x, y, training: true)
    #expect(
      firstDifference(found.filter { !$0.name.hasPrefix("normalization/") }, frozen) == nil)
  }

  /// The central difference of the mean loss, which is in single precision: see `GradientCheck`.
  @Test("without training are slopes of the loss that evaluate gives")
  func slopes() throws {
    let model = try LayeredProblem.model()
    try model.fit(x, y, epochs: 2, batchSize: 8, verbose: .silent)
    let gradients = try model.gradients(x, y)
    for name in ["normalization/gamma", "normalization/beta", "dense/bias", "conv2d/kernel"] {
      let gradient = try #require(gradients.first { $0.name == name }).values
      let values = try #require(model.weights().first { $0.name == name }).values
      let largest = try #require(gradient.map(abs).max())
      let index = try #require(gradient.firstIndex { abs($0) == largest })
      let slopes = try [Float(0x1p-7), 0x1p-9].map { step in
        let losses = try [values[index] + step, values[index] - step].map { value in
          var changed = values
          changed[index] = value
          try model.setWeights([name: changed])
          return try model.evaluate(x, y, verbose: .silent).loss
        }
        return (losses[0] - losses[1]) / Double(2 * step)
      }
      try model.setWeights([name: values])
      let error = slopes.map { abs($0 - Double(gradient[index])) }.min() ?? .infinity
      #expect(
        error < GradientCheck.tolerance * Double(largest), "\(name): \(slopes), \(gradient[index])")
    }
  }

  @Test("weigh samples as a mean of weighted losses")
  func sampleWeights() throws {
    let model = try LayeredProblem.model(normalizes: false)
    // A power of two scales every number exactly.
    let doubled = try model.gradients(
      x, y, sampleWeight: [Float](repeating: 2, count: 34))
    let plain = try model.gradients(x, y).map { ($0.name, $0.shape, $0.values.map { 2 * $0 }) }
    #expect(firstDifference(doubled, plain) == nil)
    #expect(throws: TrainingError.self) { try model.gradients(x, y, sampleWeight: [1]) }
    #expect(throws: ModelError.notCompiled) {
      try Sequential { Dense(4, inputShape: [16]) }.gradients(x, y)
    }
  }

  @Test("of a callback are those of the current weights")
  func callback() throws {
    let model = try LayeredProblem.model()
    var seen = 0
    let callback = LambdaCallback(stepEnded: { [x, y] _, run in
      let copy = try LayeredProblem.model()
      try copy.setWeights(
        Dictionary(uniqueKeysWithValues: run.model.weights().map { ($0.name, $0.values) }))
      let found = try run.model.gradients(x, y)
      #expect(firstDifference(found, try copy.gradients(x, y)) == nil)
      #expect(
        firstDifference(try run.model.activations(x), try copy.activations(x)) == nil)
      seen += 1
    })
    try model.fit(x, y, epochs: 1, batchSize: 8, verbose: .silent, callbacks: [callback])
    #expect(seen == 5)
    let undisturbed = try LayeredProblem.model()
    try undisturbed.fit(x, y, epochs: 1, batchSize: 8, verbose: .silent)
    #expect(try firstDifference(model, undisturbed) == nil)
  }
}
