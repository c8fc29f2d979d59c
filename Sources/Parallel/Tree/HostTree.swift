/// The reduction tree divided over several hosts: each host first sums inside the maximal aligned
/// subtrees that its ranks hold together, and sends only those sums.
///
/// A host block consists of whole blocks of the host's ranks: both are aligned subtrees, so one
/// contains the other, and a rank's block is never the larger one. In leaf order, any mixture of
/// host blocks and rank blocks is a stack machine's program for the same tree (see
/// `ReductionTree.mergeCounts`).
package struct HostTree: Sendable, Equatable {
  /// A subtree that a host sums before sending.
  package struct Block: Sendable, Equatable {
    /// The host's index.
    package let host: Int
    /// Its index among the host's blocks.
    package let index: Int
    /// The leaves of the subtree.
    package let leaves: Range<Int>
    /// The ranks' blocks that it consists of, in the tree's order.
    package let parts: [ReductionTree.PlannedBlock]
  }

  /// One source of the whole sum, as a host reads it.
  package struct Source: Sendable, Equatable {
    /// The origin of a source's values.
    package enum Origin: Sendable, Equatable {
      /// A block of a rank of the same host.
      case rank(Int, block: Int)
      /// A block of another host.
      case host(Int, block: Int)
    }

    /// The origin of the values.
    package let origin: Origin
    /// The number of times that the top two sums of the stack are then added, the lower one first.
    package let merges: Int
  }

  /// The blocks of all hosts in the order of their leaves.
  package let blocks: [Block]
  /// The blocks of all ranks in the same order, with the leaves of each.
  private let rankBlocks: [(rank: Int, block: Int, leaves: Range<Int>)]

  /// Creates the tree of a world where rank `r` runs on host `hosts[r]`.
  package init(_ tree: ReductionTree, hosts: [Int]) {
    rankBlocks = hosts.indices.flatMap { rank in
      ReductionTree.blocks(of: tree.leaves(ofRank: rank, worldSize: hosts.count))
        .enumerated().map { (rank, $0, $1) }
    }
    var blocks: [Block] = []
    var rest = rankBlocks[...]
    while let first = rest.first {
      let host = hosts[first.rank]
      let run = rest.prefix { hosts[$0.rank] == host }
      rest = rest.dropFirst(run.count)
      let end = run.last?.leaves.upperBound ?? first.leaves.upperBound
      for leaves in ReductionTree.blocks(of: first.leaves.lowerBound..<end) {
        let parts = run.filter { leaves.contains($0.leaves.lowerBound) }
        let merges = ReductionTree.mergeCounts(of: parts.map(\.leaves.count))
        blocks.append(
          Block(
            host: host, index: blocks.count { $0.host == host }, leaves: leaves,
            parts: zip(parts, merges).map {
              ReductionTree.PlannedBlock(rank: $0.rank, block: $0.block, merges: $1)
            }))
      }
    }
    self.blocks = blocks
  }

  /// Returns the blocks of one host.
  package func blocks(ofHost host: Int) -> [Block] { blocks.filter { $0.host == host } }

  /// Returns the order in which a host's ranks finish the tree, from their own blocks and the
  /// received blocks of other hosts.
  package func sources(onHost host: Int) -> [Source] {
    let mixture = blocks.flatMap { block -> [(origin: Source.Origin, leafCount: Int)] in
      guard block.host == host else {
        return [(.host(block.host, block: block.index), block.leaves.count)]
      }
      return rankBlocks.filter { block.leaves.contains($0.leaves.lowerBound) }
        .map { (.rank($0.rank, block: $0.block), $0.leaves.count) }
    }
    return zip(mixture, ReductionTree.mergeCounts(of: mixture.map(\.leafCount)))
      .map { Source(origin: $0.origin, merges: $1) }
  }

  package static func == (one: HostTree, other: HostTree) -> Bool { one.blocks == other.blocks }
}
