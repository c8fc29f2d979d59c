package import Engine

/// The consecutive leaves of every batch that one rank computes.
package struct Shard: Sendable {
  /// The tree that all ranks share.
  package let tree: ReductionTree
  /// This rank's leaves.
  package let leaves: Range<Int>
  /// This rank's blocks, in leaves of the whole batch.
  package let blocks: [Range<Int>]

  /// The shard of a rank.
  ///
  /// - Throws: `ParallelError.worldSize` when there are more ranks than leaves.
  package init(of tree: ReductionTree, rank: Int, worldSize: Int) throws(ParallelError) {
    guard worldSize <= tree.leafCount else {
      throw .worldSize(worldSize, leafCount: tree.leafCount)
    }
    self.tree = tree
    leaves = tree.leaves(ofRank: rank, worldSize: worldSize)
    blocks = ReductionTree.blocks(of: leaves)
  }

  /// The shard of the next lower rank of a group, or of the last one for rank 0.
  package func neighbour(in group: ProcessGroup) throws(ParallelError) -> Shard {
    try Shard(of: tree, rank: group.neighbour, worldSize: group.worldSize)
  }

  /// The samples of a batch of `sampleCount` that fall to this shard, as places in the batch.
  package func samples(ofBatchOf sampleCount: Int) -> Range<Int> {
    let start = leaves.lowerBound * sampleCount / tree.leafCount
    return start..<leaves.upperBound * sampleCount / tree.leafCount
  }

  /// How this shard's rows of a batch of `sampleCount` are cut.
  package func rows(ofBatchOf sampleCount: Int) -> LeafRows {
    let all = tree.sampleOffsets(sampleCount: sampleCount)
    let offsets = all[leaves.lowerBound...leaves.upperBound]
    let first = offsets.first ?? 0
    return LeafRows(
      offsets: offsets.map { $0 - first },
      blocks: blocks.map {
        $0.lowerBound - leaves.lowerBound..<$0.upperBound - leaves.lowerBound
      })
  }

  /// The most rows that a batch of at most `batchSize` can give this shard.
  package func rowCapacity(batchSize: Int) -> Int {
    tree.sampleCapacity(leaves: leaves.count, batchSize: batchSize)
  }
}
