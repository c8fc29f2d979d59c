import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("BatchNormalization")
struct BatchNormalizationTests {
  @Test func hasKerasVariablesAndDefaults() throws {
    let layer = BatchNormalization(name: "n")
    #expect(
      layer.configuration == [
        "axis": -1, "momentum": 0.99, "epsilon": 0.001, "center": true, "scale": true,
      ])
    #expect(try layer.outputShape(for: [[4, 5, 3]]) == [4, 5, 3])
    let variables = layer.parameters(for: [[4, 5, 3]])
    #expect(variables.map(\.name) == ["gamma", "beta", "moving_mean", "moving_variance"])
    #expect(variables.map(\.shape) == [[3], [3], [3], [3]])
    #expect(variables.map(\.initializer.className) == ["Ones", "Zeros", "Zeros", "Ones"])
    #expect(variables.map(\.isTrainable) == [true, true, false, false])
    #expect(
      BatchNormalization(center: false, scale: false).parameters(for: [[3]]).map(\.name)
        == ["moving_mean", "moving_variance"])
  }

  @Test func takesTheLastAxisOnly() throws {
    #expect(try BatchNormalization(axis: 3).outputShape(for: [[4, 5, 3]]) == [4, 5, 3])
    #expect(try BatchNormalization(axis: 1).outputShape(for: [[4]]) == [4])
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer n", expected: "the last, -1 or 3: channels are last here", found: "1")
    ) { try BatchNormalization(axis: 1, name: "n").outputShape(for: [[4, 5, 3]]) }
    #expect(
      throws: ModelError.invalidValue(
        of: "axis of layer n", expected: "1 to 1 or -1 to -1 for its input of shape (None, 4)",
        found: "0")
    ) { try BatchNormalization(axis: 0, name: "n").outputShape(for: [[4]]) }
  }

  @Test(arguments: [-0.01, 1.01, .nan])
  func refusesAMomentumThatCannotBe(momentum: Double) {
    #expect(
      throws: ModelError.invalidValue(
        of: "momentum of layer n", expected: "a number from 0 to 1", found: "\(momentum)")
    ) { try BatchNormalization(momentum: momentum, name: "n").outputShape(for: [[4]]) }
    #expect(
      throws: ModelError.invalidValue(
        of: "epsilon of layer n", expected: "a number from 0 up", found: "-1.0")
    ) { try BatchNormalization(epsilon: -1, name: "n").outputShape(for: [[4]]) }
  }

  /// Mean 2 and 0, variance 4 and 0: with epsilon 5 the first channel is divided by 3.
  @Test func normalizesWithMovingStatisticsAtInference() throws {
    let model = Sequential {
      InputLayer(shape: [2])
      BatchNormalization(epsilon: 5)
    }
    let run = try ShardedRun(model, capacity: 2)
    let names = run.single.program.variableSpace.parameters.map(\.name)
    #expect(
      names == ["batch_normalization/moving_mean", "batch_normalization/moving_variance"])
    let ranges = run.single.program.variableSpace.parameters.map(\.range)
    run.variables.replaceSubrange(ranges[0], with: [2, 0])
    run.variables.replaceSubrange(ranges[1], with: [4, 20])
    let factors: [Float] = [1 / 3, 1 / 5]
    expectSameBits(
      try run.single.predict([5, 10, -1, 0], rows: 2),
      [3 * factors[0], 10 * factors[1], -3 * factors[0], 0], "gamma 1, beta 0")
  }

  /// The biased variance goes in, as in Keras.
  @Test func movesTheAveragesOnce() throws {
    let model = Sequential {
      InputLayer(shape: [1])
      BatchNormalization(momentum: 0.75)
      Dense(2)
    }
    let run = try ShardedRun(model, capacity: 4)
    let outcome = try run.train([1, 3, 5, 7], classes: [0, 1, 0, 1], shards: [0..<8])
    let moved = run.values(of: outcome.variables[0])
    // Mean 4 and variance 5, from 0 and 1.
    #expect(moved == [[1], [2]])
    #expect(outcome.reductionCount == 2, "nobody wants the gradient of the model's input")
  }

  /// In training the batch's statistics count, at inference the averages.
  @Test func leavesTheAveragesAloneAtInference() throws {
    let model = Sequential {
      InputLayer(shape: [1])
      BatchNormalization()
    }
    let run = try ShardedRun(model, capacity: 4)
    let before = run.variables
    _ = try run.single.predict([1, 3, 5, 7], rows: 4)
    expectSameBits(run.variables, before, "variables")
  }

  /// A layer after a dense one, or after a convolution.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    /// The pixels of a sample, each of three channels.
    var pixels: Int
    var center = true
    var scale = true
    /// Whether the layer is called a second time on its own result.
    var isShared = false

    func model() -> Sequential {
      let layer = BatchNormalization(center: center, scale: scale)
      return Sequential {
        Dense(3 * pixels, inputShape: [5])
        Reshape(pixels == 1 ? [3] : [2, pixels / 2, 3])
        layer
        if isShared {
          Activation(.tanh)
          layer
        }
        Flatten()
        Dense(4)
      }
    }
  }

  static let cases = [
    Case(testDescription: "vectors", pixels: 1),
    Case(testDescription: "images", pixels: 4),
    Case(testDescription: "without beta", pixels: 1, center: false),
    Case(testDescription: "without gamma", pixels: 4, scale: false),
    Case(testDescription: "without both", pixels: 4, center: false, scale: false),
    Case(testDescription: "called twice", pixels: 4, isShared: true),
    Case(
      testDescription: "called twice, without both", pixels: 1, center: false, scale: false,
      isShared: true),
  ]

  /// Differences of the loss of the whole batch: statistics of a leaf, a block or a rank would give
  /// other gradients.
  @Test("has the gradients of the plain loops over the whole batch", arguments: cases)
  func gradients(of test: Case) throws {
    for (seed, batchSize) in [(270, 11), (272, 5)] as [(UInt64, Int)] {
      let mismatch = try GradientCheck.mismatch(test.model(), seed: seed, .init(rows: batchSize))
      #expect(mismatch == nil, "batch of \(batchSize)")
    }
  }

  /// Gradients and moving averages, with a partial batch, empty leaves and ranks without samples.
  @Test("gives the same bits on any number of ranks", arguments: cases)
  func sameBits(of test: Case) throws {
    for batchSize in [16, 13, 3] {
      var run = try ShardedRun(test.model(), capacity: batchSize)
      run.randomizeWeights(seed: 280)
      var samples = SampleValues(seed: 281)
      let inputs = samples.floats(batchSize * 5)
      let classes = samples.classes(batchSize, of: 4)
      let alone = try run.train(inputs, classes: classes, shards: [0..<8])
      #expect(alone.variables[0] != run.variables, "the averages have not moved")
      let cuts = [
        [0..<4, 4..<8], [0..<3, 3..<6, 6..<8], [0..<2, 2..<4, 4..<5, 5..<7, 7..<8],
        (0..<8).map { $0..<$0 + 1 },
      ]
      for shards in cuts {
        let what = "batch of \(batchSize) on \(shards.count) ranks"
        let joined = try run.train(inputs, classes: classes, shards: shards)
        for parameter in run.single.program.parameterSpace.parameters {
          expectSameBits(
            Array(joined.gradient[parameter.range]), Array(alone.gradient[parameter.range]),
            "\(parameter.name), \(what)")
        }
        for (rank, variables) in joined.variables.enumerated() {
          expectSameBits(variables, alone.variables[0], "averages of rank \(rank), \(what)")
        }
      }
    }
  }

  /// All rows alike: the variance is 0, and what is left is beta.
  @Test func givesBetaForABatchOfOne() throws {
    let model = Sequential {
      Dense(3, inputShape: [2])
      BatchNormalization()
      Dense(2)
    }
    var run = try ShardedRun(model, capacity: 1)
    run.randomizeWeights(seed: 290)
    let outcome = try run.train([0.5, -2], classes: [1], shards: [0..<8])
    let gradients = run.single.parameters(of: outcome.gradient)
    expectSameBits(gradients[0], [Float](repeating: 0, count: 6), "dense/kernel")
    expectSameBits(gradients[2], [0, 0, 0], "gamma")
    let variance = run.values(of: outcome.variables[0])[1]
    #expect(variance == [0.99, 0.99, 0.99])
  }
}
