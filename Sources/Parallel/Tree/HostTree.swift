/// The tree over a batch's leaves as several hosts finish it: each host first sums inside the
/// maximal aligned subtrees that its ranks hold together, and only those sums leave it.
///
/// A host block is made of whole blocks of the host's ranks: both are aligned subtrees, so one
/// holds the other, and a rank's block cannot be the larger one. In the order of the leaves the
/// blocks of any mixture, some hosts' as host blocks and some as their ranks', are a stack
/// machine's program for the same tree (see `ReductionTree.mergeCounts`).
package struct HostTree: Sendable, Equatable {
  /// What a host sums before anything leaves it.
  package struct Block: Sendable, Equatable {
    /// The host's number.
    package let host: Int
    /// Its index among the host's blocks.
    package let index: Int
    /// The leaves that are summed.
    package let leaves: Range<Int>
    /// The ranks' blocks that make it up, in the tree's order.
    package let parts: [ReductionTree.PlannedBlock]
  }

  /// One source of the whole sum, as a host finds it.
  package struct Source: Sendable, Equatable {
    /// Where a source's values come from.
    package enum Origin: Sendable, Equatable {
      /// A block of a rank of the same host.
      case rank(Int, block: Int)
      /// A block of another host.
      case host(Int, block: Int)
    }

    /// Where the values come from.
    package let origin: Origin
    /// How often the two newest sums on the stack are then added, the older one first.
    package let merges: Int
  }

  /// The blocks of all hosts in the order of their leaves.
  package let blocks: [Block]
  /// The blocks of all ranks in the same order, with the leaves of each.
  private let rankBlocks: [(rank: Int, block: Int, leaves: Range<Int>)]

  /// The tree of a world whose rank `r` runs on host `hosts[r]`.
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

  /// The blocks of one host.
  package func blocks(ofHost host: Int) -> [Block] { blocks.filter { $0.host == host } }

  /// The order in which a host's ranks finish the tree: their own blocks straight, the other hosts'
  /// as they arrive.
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
