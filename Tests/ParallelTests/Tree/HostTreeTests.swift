import Parallel
import Testing

@Suite("HostTree")
struct HostTreeTests {
  /// Ranks in runs of one host, and dealt out to the hosts in turn.
  static let layouts = ["runs", "in turn"]

  static func hosts(_ worldSize: Int, _ hostCount: Int, _ layout: String) -> [Int] {
    let perHost = (worldSize + hostCount - 1) / hostCount
    return (0..<worldSize).map { layout == "runs" ? $0 / perHost : $0 % hostCount }
  }

  /// A tree in infix notation, as a stack machine that follows the merges builds it.
  private static func notation(_ sources: [(leaves: String, merges: Int)]) -> [String] {
    var stack: [String] = []
    for source in sources {
      stack.append(source.leaves)
      for _ in 0..<source.merges {
        let newer = stack.removeLast()
        stack.append("(\(stack.removeLast())+\(newer))")
      }
    }
    return stack
  }

  /// The notation of a whole subtree.
  private static func notation(_ leaves: Range<Int>) -> String {
    guard leaves.count > 1 else { return "\(leaves.lowerBound)" }
    let middle = leaves.lowerBound + leaves.count / 2
    return "(\(notation(leaves.lowerBound..<middle))+\(notation(middle..<leaves.upperBound)))"
  }

  private static func rankBlock(
    _ tree: ReductionTree, _ rank: Int, _ block: Int, _ worldSize: Int
  ) -> String {
    notation(ReductionTree.blocks(of: tree.leaves(ofRank: rank, worldSize: worldSize))[block])
  }

  /// Every leaf is there once and added in the tree's order, on every host: the notation are the
  /// tree's.
  @Test(arguments: 1...8, 1...4)
  func addsEveryLeafOnceInTheTreesOrder(worldSize: Int, hostCount: Int) throws {
    for (leafCount, layout) in [(8, "runs"), (16, "in turn"), (64, "runs"), (64, "in turn")] {
      let tree = try ReductionTree(leafCount: leafCount)
      let hosts = Self.hosts(worldSize, hostCount, layout)
      let hostTree = HostTree(tree, hosts: hosts)
      for host in Set(hosts) {
        let sources = hostTree.sources(onHost: host).map { source in
          let leaves =
            switch source.origin {
            case .rank(let rank, let block): Self.rankBlock(tree, rank, block, worldSize)
            case .host(let other, let block):
              Self.notation(
                hostTree.blocks(ofHost: other)[block].parts.map {
                  (Self.rankBlock(tree, $0.rank, $0.block, worldSize), $0.merges)
                }
              ).joined(separator: " and ")
            }
          return (leaves, source.merges)
        }
        #expect(
          Self.notation(sources) == [Self.notation(0..<leafCount)],
          "\(leafCount) leaves, hosts \(hosts), seen from host \(host)")
      }
    }
  }

  /// The notation' judge is not blind.
  @Test func detectsAnotherOrder() {
    #expect(Self.notation([("0", 0), ("1", 1), ("2", 0), ("3", 2)]) == [Self.notation(0..<4)])
    #expect(Self.notation([("0", 0), ("1", 1), ("2", 1), ("3", 1)]) != [Self.notation(0..<4)])
    #expect(Self.notation([("1", 0), ("0", 1), ("2", 0), ("3", 2)]) != [Self.notation(0..<4)])
  }

  /// A host never sends more than its ranks would.
  @Test(arguments: 1...8, 1...4)
  func hasAsFewBlocksAsItsLeavesAllow(worldSize: Int, hostCount: Int) throws {
    let tree = try ReductionTree(leafCount: 16)
    for layout in Self.layouts {
      let hosts = Self.hosts(worldSize, hostCount, layout)
      let hostTree = HostTree(tree, hosts: hosts)
      var end = 0
      for block in hostTree.blocks {
        #expect(block.leaves.lowerBound == end, "hosts \(hosts)")
        end = block.leaves.upperBound
        #expect(
          block.leaves.count.nonzeroBitCount == 1
            && block.leaves.lowerBound.isMultiple(of: block.leaves.count),
          "hosts \(hosts): \(block.leaves) is no subtree")
        #expect(block.parts.allSatisfy { hosts[$0.rank] == block.host }, "hosts \(hosts)")
      }
      #expect(end == 16, "hosts \(hosts)")
      for (older, newer) in zip(hostTree.blocks, hostTree.blocks.dropFirst())
      where older.host == newer.host && older.leaves.count == newer.leaves.count {
        #expect(
          !older.leaves.lowerBound.isMultiple(of: 2 * older.leaves.count),
          "hosts \(hosts): \(older.leaves) and \(newer.leaves) make one block")
      }
    }
  }

  @Test func sendsOneBlockWhereAHostHasAnAlignedRun() throws {
    let tree = try ReductionTree(leafCount: 8)
    let hostTree = HostTree(tree, hosts: [0, 0, 0, 0, 1, 1, 1, 1])
    #expect(hostTree.blocks.map(\.leaves) == [0..<4, 4..<8])
    #expect(hostTree.blocks[1].parts.map(\.rank) == [4, 5, 6, 7])
    #expect(hostTree.blocks[1].parts.map(\.merges) == [0, 1, 0, 2])
  }

  @Test func keepsRanksApartThatAreNoNeighbours() throws {
    let tree = try ReductionTree(leafCount: 8)
    let hostTree = HostTree(tree, hosts: [0, 1, 0, 1])
    #expect(hostTree.blocks.map(\.leaves) == [0..<2, 2..<4, 4..<6, 6..<8])
    #expect(hostTree.blocks.map(\.index) == [0, 0, 1, 1])
    let sources = hostTree.sources(onHost: 1)
    #expect(
      sources.map(\.origin) == [
        .host(0, block: 0), .rank(1, block: 0), .host(0, block: 1), .rank(3, block: 0),
      ])
    #expect(sources.map(\.merges) == [0, 1, 0, 2])
  }

  /// The ranks have 3, 3 and 2 of eight leaves: two on one host hold leaves 0 to 5.
  @Test func makesBlocksAcrossRanks() throws {
    let hostTree = HostTree(try ReductionTree(leafCount: 8), hosts: [0, 0, 1])
    #expect(hostTree.blocks.map(\.leaves) == [0..<4, 4..<6, 6..<8])
    #expect(hostTree.blocks[0].parts.map(\.rank) == [0, 0, 1])
    #expect(hostTree.blocks[0].parts.map(\.merges) == [0, 0, 2])
    #expect(hostTree.blocks[1].parts.map(\.rank) == [1])
  }
}
