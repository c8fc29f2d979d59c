import Models
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

  /// The same arithmetic without sharing: every call has parameters of its own.
  private let network = PlainNetwork(
    name: "unshared", inputShape: [5],
    layers: [
      .dense(5, .relu), .dense(5, bias: false), .dense(5, .relu), .dense(5, .relu),
      .dense(5, bias: false), .dense(3, .softmax),
    ])

  /// For each parameter of the unshared network, the shared model's that stands for it.
  private let owners = [0, 1, 2, 0, 1, 0, 1, 2, 3, 4]

  @Test func addUpOverTheCallsOfALayer() throws {
    let batchSize = 11
    var run = try ProgramRun(model(), capacity: batchSize)
    run.randomizeWeights(seed: 400)
    var samples = SampleValues(seed: 401)
    let inputs = samples.floats(batchSize * 5)
    let classes = samples.classes(batchSize, of: 3)
    let outcome = try run.train(
      inputs, classes: classes, leaves: leafRows(batchSize: batchSize), scale: 0.5)

    let shared = run.parameters(of: run.weights)
    let unshared = GradientCheck.differences(
      of: network, owners.map { shared[$0] }, inputs, classes: classes, scale: 0.5)
    var expected = shared.map { $0.map { _ in 0.0 } }
    for (owner, gradient) in zip(owners, unshared) {
      expected[owner] = zip(expected[owner], gradient).map { $0 + $1 }
    }
    let names = run.program.parameterSpace.parameters.map(\.name)
    #expect(names.count == 5, "\(names)")
    let mismatch = GradientCheck.mismatch(
      run.parameters(of: outcome.blocks[0]), expected, names: names)
    #expect(mismatch == nil)
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
