package import Engine

/// The consecutive leaves of every batch that one rank computes.
package struct Shard: Sendable {
  /// The tree that all ranks share.
  package let tree: ReductionTree
  /// This rank's leaves.
  package let leaves: Range<Int>
  /// This rank's blocks, in leaves of the whole batch.
  package let blocks: [Range<Int>]

  /// Creates the shard of a rank.
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

  /// Returns the shard of the next lower rank of a group, or of the last rank for rank 0.
  package func neighbour(in group: ProcessGroup) throws(ParallelError) -> Shard {
    try Shard(of: tree, rank: group.neighbour, worldSize: group.worldSize)
  }

  /// Returns the samples of this shard in a batch of `sampleCount`, as positions in the batch.
  package func samples(ofBatchOf sampleCount: Int) -> Range<Int> {
    let start = leaves.lowerBound * sampleCount / tree.leafCount
    return start..<leaves.upperBound * sampleCount / tree.leafCount
  }

  /// Returns the partition of this shard's rows in a batch of `sampleCount`.
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

  /// Returns the greatest number of rows of this shard in a batch of at most `batchSize`.
  package func rowCapacity(batchSize: Int) -> Int {
    tree.sampleCapacity(leaves: leaves.count, batchSize: batchSize)
  }
}
