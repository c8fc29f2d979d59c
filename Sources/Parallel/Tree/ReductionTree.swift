import Kernels

/// The binary tree over a batch's leaves, which defines the order of every sum over samples.
///
/// For eight leaves it is `((0 + 1) + (2 + 3)) + ((4 + 5) + (6 + 7))`.
///
/// Its shape depends only on the leaf count. Ranks own consecutive leaves, sum inside maximal
/// aligned subtrees (blocks), and an exchange adds the blocks' sums in the order of `plan`.
package struct ReductionTree: Sendable, Equatable {
  /// The greatest number of leaves of a tree.
  package static let maximumLeafCount = 1_024

  /// The number of leaves: a power of two from 1 to 1,024.
  package let leafCount: Int

  /// Creates a tree with `leafCount` leaves.
  ///
  /// - Throws: `ParallelError.leafCount` unless it is a power of two from 1 to 1,024.
  package init(leafCount: Int) throws(ParallelError) {
    guard leafCount >= 1, leafCount <= Self.maximumLeafCount, leafCount.nonzeroBitCount == 1
    else { throw .leafCount(leafCount) }
    self.leafCount = leafCount
  }

  /// Returns the leaves of a rank: consecutive, one more for the first `leafCount mod worldSize`
  /// ranks.
  ///
  /// - Precondition: `worldSize` is from 1 to `leafCount`.
  package func leaves(ofRank rank: Int, worldSize: Int) -> Range<Int> {
    precondition(
      worldSize >= 1 && worldSize <= leafCount && rank >= 0 && rank < worldSize,
      "rank \(rank) of \(worldSize) over \(leafCount) leaves")
    let (share, rest) = leafCount.quotientAndRemainder(dividingBy: worldSize)
    let start = rank * share + min(rank, rest)
    return start..<start + share + (rank < rest ? 1 : 0)
  }

  /// Returns the maximal aligned subtrees that cover `leaves`, in order: at most 2 log₂(leafCount).
  package static func blocks(of leaves: Range<Int>) -> [Range<Int>] {
    var blocks: [Range<Int>] = []
    var start = leaves.lowerBound
    while start < leaves.upperBound {
      var size = 1
      while start.isMultiple(of: 2 * size), start + 2 * size <= leaves.upperBound { size *= 2 }
      blocks.append(start..<start + size)
      start += size
    }
    return blocks
  }

  /// Returns the first sample of each leaf in a batch of `sampleCount`, and the end of the last:
  /// leaf `i` has the samples from `⌊i n / leafCount⌋` to `⌊(i + 1) n / leafCount⌋`.
  package func sampleOffsets(sampleCount: Int) -> [Int] {
    (0...leafCount).map { $0 * sampleCount / leafCount }
  }

  /// Returns the greatest number of samples of `leaves` consecutive leaves in a batch of at most
  /// `batchSize`.
  package func sampleCapacity(leaves: Int, batchSize: Int) -> Int {
    (leaves * batchSize + leafCount - 1) / leafCount
  }
}

// MARK: - The plan of a world

extension ReductionTree {
  /// One of a world's blocks, and the additions after its sum is pushed on the stack.
  package struct PlannedBlock: Sendable, Equatable {
    /// The rank that sums the block.
    package let rank: Int
    /// Its index among that rank's blocks.
    package let block: Int
    /// The number of times that the top two sums of the stack are then added, the lower one first.
    package let merges: Int
  }

  /// Returns the order in which all ranks' block sums finish the tree: a stack machine's program.
  package func plan(worldSize: Int) -> [PlannedBlock] {
    let blocks = (0..<worldSize).flatMap { rank in
      Self.blocks(of: leaves(ofRank: rank, worldSize: worldSize)).enumerated()
        .map { (rank: rank, block: $0, leafCount: $1.count) }
    }
    return zip(blocks, Self.mergeCounts(of: blocks.map(\.leafCount))).map {
      PlannedBlock(rank: $0.rank, block: $0.block, merges: $1)
    }
  }

  /// Returns the number of additions after each of some blocks, given their leaf counts.
  ///
  /// The blocks are aligned subtrees in leaf order that together form one.
  static func mergeCounts(of leafCounts: [Int]) -> [Int] {
    var end = 0
    return leafCounts.map { count in
      end += count
      return treeMerges(endingAt: end, size: count)
    }
  }
}
