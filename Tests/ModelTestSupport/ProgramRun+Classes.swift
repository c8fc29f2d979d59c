package import Engine
package import Layers

/// Models of one input and one output whose answers are classes, with one metric, the accuracy.
extension ProgramRun {
  /// What a training pass gives.
  package struct Outcome {
    package var losses: [Float]
    package var hits: [Int]
    /// The gradient of each block, gaps included.
    package var blocks: [[Float]]
  }

  /// Lays the model out, with the weights that it starts with.
  package init(_ model: Model, loss: any Loss = .sparseCategoricalCrossentropy, capacity: Int)
    throws
  {
    try self.init(
      model, Objective(losses: [loss], metrics: [[.accuracy]]), capacity: capacity)
  }

  /// The outputs of all rows, which come one after the other.
  package func predict(_ inputs: [Float], rows: Int) throws -> [Float] {
    try predict([inputs], rows: rows)[0]
  }

  /// Losses and hits without gradients.
  package func evaluate(
    _ inputs: [Float], classes: [Int]
  ) throws -> (losses: [Float], hits: [Int]) {
    let scores = try evaluate(Batch(inputs, classes: classes))
    return (scores.map { Float($0[0]) }, scores.map { Int($0[1]) })
  }

  /// Losses, hits and the gradient of `scale` times the losses' sum, block by block.
  ///
  /// `batchSize` is that of the whole batch, all of which are here unless given.
  package func train(
    _ inputs: [Float], classes: [Int], leaves: LeafRows, scale: Float, batchSize: Int? = nil,
    draws: SampleDraws = SampleDraws(seed: 0, epoch: 0, firstSample: 0),
    reduction: any LeafReduction = WholeBatch()
  ) throws -> Outcome {
    let batchSize = batchSize ?? classes.count
    let weight = scale * Float(batchSize)
    let (blocks, scores) = try train(
      Batch(inputs, classes: classes, weight: weight), leaves: leaves, batchSize: batchSize,
      draws: draws, reduction: reduction)
    return Outcome(
      losses: scores.map { Float($0[0] / Double(weight)) }, hits: scores.map { Int($0[1]) },
      blocks: blocks)
  }

  /// The outputs of a training's forward pass over a whole batch.
  package func forward(
    _ inputs: [Float], classes: [Int], _ draws: SampleDraws
  ) throws -> [Float] {
    try forward(Batch(inputs, classes: classes), draws).outputs[0]
  }
}

extension Batch {
  /// Samples of one input with a class for each, all of one weight.
  package init(_ inputs: [Float], classes: [Int], weight: Float = 1) {
    self.init(
      inputs: [inputs], targets: [.classes(classes)],
      weights: [Float](repeating: weight, count: classes.count))
  }
}

/// All samples of a batch cut into leaves as the reduction tree does, in the given blocks.
package func leafRows(batchSize: Int, leafCount: Int = 8, blocks: [Range<Int>]? = nil) -> LeafRows {
  LeafRows(
    offsets: (0...leafCount).map { $0 * batchSize / leafCount }, blocks: blocks ?? [0..<leafCount])
}
