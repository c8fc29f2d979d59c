package import Engine
package import Layers
import Testing

/// A model trained for one pass by several ranks.
///
/// The ranks run one after the other. Where one needs a sum over all of them that is not known yet,
/// its pass stops; when all have stopped there the sum is made, and all begin again.
package struct ShardedRun {
  /// What every rank runs in turn.
  package private(set) var single: ProgramRun

  /// What a training pass gives.
  package struct Outcome {
    /// The gradient of the mean loss, summed over all leaves of all ranks in the tree's order.
    package var gradient: [Float]
    /// What no gradient changes, of each rank after the pass.
    package var variables: [[Float]]
    /// Each row's weighted losses and metrics.
    package var scores: [[Double]]
    /// The sums that were made over all ranks.
    package var reductionCount: Int
  }

  package init(_ run: ProgramRun) {
    single = run
  }

  /// A model of one output, which ends in logits.
  package init(_ model: Model, capacity: Int) throws {
    self.init(
      try ProgramRun(
        model, loss: SparseCategoricalCrossentropy(fromLogits: true), capacity: capacity))
  }

  package mutating func randomizeWeights(seed: UInt64) {
    single.randomizeWeights(seed: seed)
  }

  /// The names of the parameters.
  package var parameterNames: [String] { single.program.parameterSpace.parameters.map(\.name) }

  /// The values of the parameters.
  package var parameters: [[Float]] { single.parameters(of: single.weights) }

  /// What no gradient changes, one after the other with the gaps of their space.
  package var variables: [Float] {
    get {
      unsafe Array(UnsafeBufferPointer(start: single.variables.base, count: single.variables.count))
    }
    nonmutating set {
      for (index, value) in newValue.enumerated() { unsafe single.variables.base[index] = value }
    }
  }

  /// The values of variables, one by one without the gaps.
  package func values(of variables: [Float]) -> [[Float]] {
    single.program.variableSpace.parameters.map { Array(variables[$0.range]) }
  }
}

extension ShardedRun {
  /// One training pass from the same variables; `shards` are each rank's leaves.
  package func train(
    _ inputs: [Float], classes: [Int], leafCount: Int = 8, shards: [Range<Int>]
  ) throws -> Outcome {
    try train(Batch(inputs, classes: classes), leafCount: leafCount, shards: shards)
  }

  /// One training pass from the same variables; `shards` are each rank's leaves, and `draws` those
  /// of the batch's first sample.
  package func train(
    _ batch: Batch, leafCount: Int = 8, shards: [Range<Int>],
    draws: SampleDraws = SampleDraws(seed: 0, epoch: 0, firstSample: 0)
  ) throws -> Outcome {
    let before = variables
    defer { variables = before }
    var totals: [[Float]] = []
    while true {
      let passes = try shards.map { shard in
        variables = before
        return try pass(batch, leafCount: leafCount, shard: shard, draws, totals: totals)
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
        gradient: sum, variables: passes.map(\.variables), scores: passes.flatMap(\.scores),
        reductionCount: totals.count)
    }
  }

  /// What a rank has when it ends, or when it needs a sum that is not known.
  private struct Pass {
    package var blocks: [[Float]]
    package var variables: [Float]
    package var scores: [[Double]]
    package var isFinished: Bool
  }

  /// What one rank does until it needs a sum that is not in `totals`.
  private func pass(
    _ batch: Batch, leafCount: Int, shard: Range<Int>, _ draws: SampleDraws, totals: [[Float]]
  ) throws -> Pass {
    let offsets = (0...leafCount).map { $0 * batch.rows / leafCount }
    let rows = offsets[shard.lowerBound]..<offsets[shard.upperBound]
    let leaves = LeafRows(
      offsets: offsets[shard.lowerBound...shard.upperBound].map { $0 - rows.lowerBound },
      blocks: Self.blocks(of: shard).map {
        $0.lowerBound - shard.lowerBound..<$0.upperBound - shard.lowerBound
      })
    let reduction = ReplayedReduction(totals, blockCount: leaves.blocks.count)
    do {
      let (blocks, scores) = try single.train(
        batch[rows], leaves: leaves, batchSize: batch.rows,
        draws: SampleDraws(
          seed: draws.seed, epoch: draws.epoch,
          firstSample: draws.firstSample + rows.lowerBound),
        reduction: reduction)
      return Pass(blocks: blocks, variables: variables, scores: scores, isFinished: true)
    } catch is ReplayedReduction.Unknown {
      return Pass(blocks: reduction.blocks, variables: variables, scores: [], isFinished: false)
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
  package struct Unknown: Error {}

  /// What the rank wants summed next, block by block.
  private(set) var blocks: [[Float]] = []

  private var totals: ArraySlice<[Float]>
  private let blockCount: Int

  package init(_ totals: [[Float]], blockCount: Int) {
    self.totals = totals[...]
    self.blockCount = blockCount
  }

  package func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) throws {
    guard let known = self.totals.popFirst() else {
      self.blocks = (0..<blockCount).map { block in
        unsafe Array(UnsafeBufferPointer(start: blocks + block * count, count: count))
      }
      throw Unknown()
    }
    try #require(known.count == count, "\(count) numbers, \(known.count) on other ranks")
    for (index, value) in known.enumerated() { unsafe totals[index] = value }
  }
}
