import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("SharedGradients")
struct SharedGradientsTests {
  /// Two shared layers whose calls alternate, and one of its own at the end.
  private func model() -> Sequential {
    let (left, right) = (Dense(5, activation: .relu), Dense(5, useBias: false))
    return Sequential(seed: 12) {
      InputLayer(shape: [5])
      left
      right
      left
      left
      right
      Dense(3, activation: .softmax)
    }
  }

  @Test func addUpOverTheCallsOfALayer() throws {
    let mismatch = try GradientCheck.mismatch(
      model(), loss: .sparseCategoricalCrossentropy, seed: 400)
    #expect(mismatch == nil)
    #expect(try model().parameterSpace().parameters.count == 5)
  }

  /// Otherwise the bits would depend on the number of ranks.
  @Test(arguments: [8, 13, 3])
  func addUpOverLeavesInTheTreesOrder(batchSize: Int) throws {
    var run = try ProgramRun(model(), capacity: batchSize)
    run.randomizeWeights(seed: 410)
    var samples = SampleValues(seed: 411)
    let inputs = samples.floats(batchSize * 5)
    let classes = samples.classes(batchSize, of: 3)
    // A pass before, with more leaves: nothing of it may be left.
    _ = try run.train(
      inputs, classes: classes, leaves: leafRows(batchSize: batchSize, leafCount: 16), scale: 1)
    func blocks(_ blocks: [Range<Int>]) throws -> [[Float]] {
      try run.train(
        inputs, classes: classes, leaves: leafRows(batchSize: batchSize, blocks: blocks), scale: 1
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
}
