import Kernels
import Models
import Testing

/// A model that ends in logits, trained for one pass by several ranks.
///
/// The ranks run one after the other. Where one needs a sum over all of them that is not known yet, its
/// pass stops; when all have stopped there the sum is made, and all begin again.
struct ShardedRun {
  let program: Program
  /// The whole parameter space.
  var weights: [Float]
  /// What no gradient changes.
  var variables: [Float]

  /// What a training pass gives.
  struct Outcome {
    /// The gradient, summed over all leaves of all ranks in the tree's order.
    var gradient: [Float]
    /// Each rank's variables after the pass.
    var variables: [[Float]]
    /// The sums that were made over all ranks.
    var reductionCount: Int
  }

  init(_ model: Model, capacity: Int) throws {
    FloatingPointMode.flushDenormals()
    program = try Program(
      model.graph(), Objective(losses: [SparseCategoricalCrossentropy(fromLogits: true)]),
      labels: [.integer], capacity: capacity)
    weights = program.parameterSpace.initialWeights(seed: model.seed)
    variables = program.variableSpace.initialWeights(seed: model.seed)
  }

  /// Replaces zeros and ones too, so that a bias or a gamma left out would be seen.
  mutating func randomizeWeights(seed: UInt64) {
    var samples = SampleValues(seed: seed)
    for parameter in program.parameterSpace.parameters {
      weights.replaceSubrange(parameter.range, with: samples.floats(parameter.range.count))
    }
  }

  /// The values of a vector of a space, entry by entry, without the gaps.
  static func values(_ vector: [Float], of space: ParameterSpace) -> [[Float]] {
    space.parameters.map { Array(vector[$0.range]) }
  }

  /// The outputs of all rows, which come one after the other.
  func predict(_ inputs: [Float], rows: Int) throws -> [Float] {
    for (place, value) in inputs.enumerated() { unsafe program.input(0)[place] = value }
    var variables = variables
    try lend(&variables) { try program.predict(rows: rows, $0) }
    return unsafe Array(
      UnsafeBufferPointer(
        start: program.output(0), count: rows * program.outputShapes[0].elementCount))
  }
}

extension ShardedRun {
  /// One training pass; `shards` are each rank's leaves.
  func train(
    _ inputs: [Float], classes: [Int], leafCount: Int = 8, shards: [Range<Int>]
  ) throws -> Outcome {
    var totals: [[Float]] = []
    while true {
      let passes = try shards.map { shard in
        try pass(inputs, classes, leafCount: leafCount, shard: shard, totals: totals)
      }
      let stopped = passes.filter { !$0.isFinished }
      try #require(
        stopped.isEmpty || stopped.count == shards.count,
        "\(stopped.count) of \(shards.count) ranks wait for a sum")
      let sum = Self.joined(zip(shards, passes).flatMap { zip(Self.blocks(of: $0), $1.blocks) })
      guard stopped.isEmpty else {
        totals.append(sum)
        continue
      }
      return Outcome(
        gradient: sum, variables: passes.map(\.variables), reductionCount: totals.count)
    }
  }

  /// What one rank does until it needs a sum that is not in `totals`.
  private func pass(
    _ inputs: [Float], _ classes: [Int], leafCount: Int, shard: Range<Int>, totals: [[Float]]
  ) throws -> (blocks: [[Float]], variables: [Float], isFinished: Bool) {
    let batchSize = classes.count
    let offsets = (0...leafCount).map { $0 * batchSize / leafCount }
    let rows = offsets[shard.lowerBound]..<offsets[shard.upperBound]
    let width = inputs.count / batchSize
    for (place, value) in inputs[rows.lowerBound * width..<rows.upperBound * width].enumerated() {
      unsafe program.input(0)[place] = value
    }
    for (place, value) in classes[rows].enumerated() {
      unsafe program.targets(0).classes[place] = Int32(value)
    }
    let leaves = LeafRows(
      offsets: offsets[shard.lowerBound...shard.upperBound].map { $0 - rows.lowerBound },
      blocks: Self.blocks(of: shard).map {
        $0.lowerBound - shard.lowerBound..<$0.upperBound - shard.lowerBound
      })
    let reduction = ReplayedReduction(totals, blockCount: leaves.blocks.count)
    let training = TrainingPass(
      draws: SampleDraws(seed: 0, epoch: 0, firstSample: rows.lowerBound), leaves: leaves,
      batchSize: batchSize, reduction: reduction)
    let stride = program.parameterSpace.count
    // The program leaves the gaps alone; NaN shows whether it wrote everything else.
    var gradients = [Float](repeating: .nan, count: leaves.blocks.count * stride)
    var variables = variables
    do {
      try lend(&variables) { lent in
        try program.forward(training, lent)
        try unsafe gradients.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          try unsafe program.backward(lent, gradients: base)
        }
      }
    } catch is ReplayedReduction.Unknown {
      return (reduction.blocks, variables, false)
    }
    let blocks = leaves.blocks.indices.map { Array(gradients[$0 * stride..<($0 + 1) * stride]) }
    return (blocks, variables, true)
  }

  /// Lends weights and variables; an empty vector gets one number that nothing reads.
  private func lend(
    _ variables: inout [Float], _ body: (ModelVariables) throws -> Void
  ) throws {
    let weights = weights + [0]
    variables.append(0)
    defer { variables.removeLast() }
    try unsafe weights.withUnsafeBufferPointer { first in
      try unsafe variables.withUnsafeMutableBufferPointer { second in
        guard let weights = first.baseAddress, let others = second.baseAddress else { return }
        try unsafe body(ModelVariables(weights: weights, others: others))
      }
    }
  }
}

extension ShardedRun {
  /// The largest aligned powers of two of leaves.
  private static func blocks(of shard: Range<Int>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = shard.lowerBound
    while start < shard.upperBound {
      var size = 1
      while start % (2 * size) == 0, start + 2 * size <= shard.upperBound { size *= 2 }
      blocks.append(start..<start + size)
      start += size
    }
    return blocks
  }

  /// The tree's sum over blocks, which are all leaves in order.
  private static func joined(_ blocks: [(leaves: Range<Int>, sum: [Float])]) -> [Float] {
    var waiting: [(leaves: Range<Int>, sum: [Float])] = []
    for block in blocks {
      var newest = block
      while let older = waiting.last, older.leaves.count == newest.leaves.count,
        older.leaves.lowerBound % (2 * older.leaves.count) == 0
      {
        waiting.removeLast()
        newest = (
          older.leaves.lowerBound..<newest.leaves.upperBound,
          zip(older.sum, newest.sum).map { $0 + $1 }
        )
      }
      waiting.append(newest)
    }
    return waiting[0].sum
  }
}

/// Sums over all ranks that are known from earlier passes.
private final class ReplayedReduction: LeafReduction {
  /// The next sum is not known.
  struct Unknown: Error {}

  /// What the rank wants summed next, block by block.
  private(set) var blocks: [[Float]] = []

  private var totals: ArraySlice<[Float]>
  private let blockCount: Int

  init(_ totals: [[Float]], blockCount: Int) {
    self.totals = totals[...]
    self.blockCount = blockCount
  }

  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) throws {
    guard let known = self.totals.popFirst() else {
      self.blocks = (0..<blockCount).map { block in
        unsafe Array(UnsafeBufferPointer(start: blocks + block * count, count: count))
      }
      throw Unknown()
    }
    try #require(known.count == count, "\(count) numbers, \(known.count) on other ranks")
    for (place, value) in known.enumerated() { unsafe totals[place] = value }
  }
}
