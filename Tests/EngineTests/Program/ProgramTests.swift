import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Program")
struct ProgramTests {
  /// Widths with remainders of the kernels' tiles, a rectifier and a softmax.
  private func model(_ inputs: Int = 37) -> Sequential {
    Sequential(seed: 5) {
      Dense(29, activation: .relu, inputShape: [inputs])
      Dense(18, activation: .softmax)
      Dense(10, activation: .softmax)
    }
  }

  /// No machine has the 2⁴⁰ rows' memory.
  @Test func refusesWhatNoMemoryHoldsNamingTheLargestLayer() throws {
    let error = #expect(throws: ModelError.self) {
      try Program(model().graph(), nil, labels: [], capacity: 1 << 40)
    }
    #expect(error?.description.contains("layer dense ") == true)
  }

  @Test func predictsDistributions() throws {
    var run = try ProgramRun(model(), capacity: 50)
    run.randomizeWeights(seed: 20)
    var samples = SampleValues(seed: 21)
    let outputs = try run.predict(samples.floats(50 * 37), rows: 50)
    for row in 0..<50 {
      let probabilities = outputs[row * 10..<(row + 1) * 10]
      let sum = probabilities.reduce(0) { $0 + Double($1) }
      // Ten divisions, each off by at most half an ulp of its quotient, and the sum's own error.
      #expect(abs(sum - 1) < 1e-6, "row \(row) sums to \(sum)")
      #expect(probabilities.allSatisfy { $0 >= 0 && $0 <= 1 }, "row \(row): \(probabilities)")
    }
  }

  /// One row, odd numbers of them, and all: in programs with just enough room and with more.
  @Test(arguments: [1, 2, 3, 5, 7, 8, 13, 16, 31])
  func computesARowTheSameWithAnyOthers(rowsAtOnce: Int) throws {
    let count = 33
    var whole = try ProgramRun(model(), capacity: count)
    whole.randomizeWeights(seed: 30)
    var samples = SampleValues(seed: 31)
    let inputs = samples.floats(count * 37)
    let classes = samples.classes(count, of: 10)
    let outputs = try whole.predict(inputs, rows: count)
    let (losses, hits) = try whole.evaluate(inputs, classes: classes)

    for capacity in [rowsAtOnce, 40] {
      var part = try ProgramRun(model(), capacity: capacity)
      part.weights = whole.weights
      for start in stride(from: 0, to: count, by: rowsAtOnce) {
        let rows = start..<min(start + rowsAtOnce, count)
        let some = Array(inputs[rows.lowerBound * 37..<rows.upperBound * 37])
        expectSameBits(
          try part.predict(some, rows: rows.count),
          Array(outputs[rows.lowerBound * 10..<rows.upperBound * 10]), "outputs of rows \(rows)")
        let result = try part.evaluate(some, classes: Array(classes[rows]))
        expectSameBits(result.losses, Array(losses[rows]), "losses of rows \(rows)")
        #expect(result.hits == Array(hits[rows]), "hits of rows \(rows)")
      }
    }
  }

  /// The last batches of an epoch have few samples: eight leaves of three samples are mostly empty.
  @Test(arguments: [8, 13, 3, 1, 64])
  func sumsABlockAsTheTreeOfItsLeaves(batchSize: Int) throws {
    try expectTreeSums(model(), inputCount: 37, batchSize: batchSize)
  }

  /// The same over images, where a sample's gradient is itself a sum over indices.
  @Test(arguments: [13, 3, 8])
  func sumsABlockOfImagesAsTheTreeOfItsLeaves(batchSize: Int) throws {
    let model = Sequential(seed: 6) {
      Conv2D(5, (3, 3), activation: .relu, inputShape: [12, 11, 2])
      MaxPooling2D((2, 2))
      Conv2D(7, (3, 3), strides: (2, 2), padding: .same)
      LeakyReLU(negativeSlope: 0.01)
      AveragePooling2D((2, 2), strides: (1, 1))
      Flatten()
      Dense(10, activation: .softmax)
    }
    try expectTreeSums(model, inputCount: 12 * 11 * 2, batchSize: batchSize)
  }

  private func expectTreeSums(_ model: Model, inputCount: Int, batchSize: Int) throws {
    var run = try ProgramRun(model, capacity: batchSize)
    run.randomizeWeights(seed: 40)
    var samples = SampleValues(seed: 41)
    let inputs = samples.floats(batchSize * inputCount)
    let classes = samples.classes(batchSize, of: 10)
    func blocks(_ blocks: [Range<Int>]) throws -> [[Float]] {
      try run.train(
        inputs, classes: classes, leaves: leafRows(batchSize: batchSize, blocks: blocks),
        scale: 1 / Float(batchSize)
      ).blocks
    }
    let leaves = try blocks((0..<8).map { $0..<$0 + 1 })
    for cut in [[0..<8], [0..<4, 4..<8], [0..<2, 2..<3, 3..<4, 4..<6, 6..<7, 7..<8]] {
      for (block, sum) in zip(cut, try blocks(cut)) {
        expectSameParameters(
          run, sum, treeSum(Array(leaves[block])), "batch of \(batchSize), block \(block)")
      }
    }
  }

  /// Otherwise a run would depend on whether it was evaluated in between.
  @Test func keepsNoStateOfAnEarlierPass() throws {
    var run = try ProgramRun(model(), capacity: 20)
    run.randomizeWeights(seed: 50)
    var samples = SampleValues(seed: 51)
    let inputs = samples.floats(13 * 37)
    let classes = samples.classes(13, of: 10)
    let leaves = leafRows(batchSize: 13)
    let first = try run.train(inputs, classes: classes, leaves: leaves, scale: 0.5)
    _ = try run.predict(samples.floats(20 * 37), rows: 20)
    _ = try run.evaluate(samples.floats(20 * 37), classes: samples.classes(20, of: 10))
    let second = try run.train(inputs, classes: classes, leaves: leaves, scale: 0.5)
    expectSameBits(second.losses, first.losses, "losses")
    expectSameParameters(run, second.blocks[0], first.blocks[0], "gradient")
  }

  @Test func givesTheSameLossesWithAndWithoutGradients() throws {
    var run = try ProgramRun(model(), capacity: 13)
    run.randomizeWeights(seed: 60)
    var samples = SampleValues(seed: 61)
    let inputs = samples.floats(13 * 37)
    let classes = samples.classes(13, of: 10)
    let trained = try run.train(
      inputs, classes: classes, leaves: leafRows(batchSize: 13), scale: 1)
    let evaluated = try run.evaluate(inputs, classes: classes)
    expectSameBits(evaluated.losses, trained.losses, "losses")
    #expect(evaluated.hits == trained.hits)
  }

  @Test func doesNotWriteTheGapsBetweenParameters() throws {
    let run = try ProgramRun(model(), capacity: 8)
    var samples = SampleValues(seed: 65)
    let outcome = try run.train(
      samples.floats(8 * 37), classes: samples.classes(8, of: 10),
      leaves: leafRows(batchSize: 8), scale: 1)
    let written = run.program.parameterSpace.parameters.reduce(into: Set<Int>()) {
      $0.formUnion($1.range)
    }
    for (index, value) in outcome.blocks[0].enumerated() {
      #expect(value.isNaN != written.contains(index), "element \(index) is \(value)")
    }
  }

  @Test func trapsOnAPassLargerThanItsCapacity() async throws {
    await #expect(processExitsWith: .failure) {
      let model = Sequential { Dense(2, inputShape: [2]) }
      let run = try ProgramRun(model, loss: CategoricalCrossentropy(fromLogits: true), capacity: 1)
      _ = try run.predict([1, 2, 3, 4], rows: 2)
    }
  }
}
