import Engine
import Layers
import Parallel
import TestSupport
import Testing

@Suite("Shard")
struct ShardTests {
  @Test func hasTheRowsOfItsLeaves() throws {
    let shard = try Shard(of: ReductionTree(leafCount: 8), rank: 1, worldSize: 3)
    #expect(shard.leaves == 3..<6)
    #expect(shard.blocks == [3..<4, 4..<6])
    #expect(shard.samples(ofBatchOf: 128) == 48..<96)
    #expect(
      shard.rows(ofBatchOf: 128)
        == LeafRows(offsets: [0, 16, 32, 48], blocks: [0..<1, 1..<3]))
    // Of 13 samples leaf 3 has one, leaf 4 two and leaf 5 one.
    #expect(shard.samples(ofBatchOf: 13) == 4..<9)
    #expect(
      shard.rows(ofBatchOf: 13) == LeafRows(offsets: [0, 2, 4, 5], blocks: [0..<1, 1..<3]))
    #expect(shard.samples(ofBatchOf: 0).isEmpty)
    #expect(
      shard.rows(ofBatchOf: 0) == LeafRows(offsets: [0, 0, 0, 0], blocks: [0..<1, 1..<3]))
  }

  @Test func refusesMoreRanksThanLeaves() throws {
    let tree = try ReductionTree(leafCount: 4)
    #expect(throws: ParallelError.worldSize(5, leafCount: 4)) {
      try Shard(of: tree, rank: 0, worldSize: 5)
    }
    #expect(throws: Never.self) { try Shard(of: tree, rank: 3, worldSize: 4) }
  }

  /// Every sample belongs to one rank, in order, and finds room there.
  @Test(arguments: [1, 2, 3, 5, 7, 8, 11, 16])
  func sharesEveryBatchWithTheOthers(worldSize: Int) throws {
    let tree = try ReductionTree(leafCount: 16)
    for sampleCount in 0...300 {
      var end = 0
      for rank in 0..<worldSize {
        let shard = try Shard(of: tree, rank: rank, worldSize: worldSize)
        let samples = shard.samples(ofBatchOf: sampleCount)
        let rows = shard.rows(ofBatchOf: sampleCount)
        #expect(samples.lowerBound == end, "rank \(rank), \(sampleCount) samples")
        #expect(rows.rowCount == samples.count, "rank \(rank), \(sampleCount) samples")
        #expect(rows.leafCount == shard.leaves.count)
        #expect(rows.rowCount <= shard.rowCapacity(batchSize: sampleCount))
        #expect(rows.rowCount <= shard.rowCapacity(batchSize: 300))
        end = samples.upperBound
      }
      #expect(end == sampleCount, "world of \(worldSize)")
    }
  }

  /// The first promise, without MPI: shards of any world add up to the bits of one process.
  ///
  /// Batches with as many samples as leaves, an odd number, fewer than leaves, and a single one.
  @Test(arguments: [8, 13, 3, 1, 50], [false, true])
  func givesTheSameBitsInEveryWorld(batchSize: Int, sharesALayer: Bool) throws {
    var state: UInt64 = 300
    func next() -> UInt64 {
      // Knuth's MMIX generator; its high bits are good enough for samples.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 40
    }
    let hidden = Dense(29, activation: .relu)
    let step = ShardedStep(
      model: Sequential(seed: 6) {
        Dense(29, activation: .relu, inputShape: [37])
        hidden
        if sharesALayer { hidden }
        Dense(18, activation: .softmax)
        Dense(10, activation: .softmax)
      },
      inputs: (0..<batchSize * 37).map { _ in Float(next()) * 0x1p-23 - 1 },
      classes: (0..<batchSize).map { _ in Int32(next() % 10) },
      tree: try ReductionTree(leafCount: 8))
    let solo = try step.gradient(worldSize: 1)
    #expect(solo.contains { $0 != 0 })
    for worldSize in 2...8 {
      expectSameBits(
        try step.gradient(worldSize: worldSize), solo,
        "batch of \(batchSize) in a world of \(worldSize)")
    }
  }
}
