import Parallel
import Testing

/// A sum as it is written: the leaf's number, or `(left + right)`.
private func balancedSum(_ leaves: Range<Int>) -> String {
  if leaves.count == 1 { return "\(leaves.lowerBound)" }
  let middle = leaves.lowerBound + leaves.count / 2
  return "(\(balancedSum(leaves.lowerBound..<middle)) + "
    + "\(balancedSum(middle..<leaves.upperBound)))"
}

@Suite("ReductionTree")
struct ReductionTreeTests {
  static let leafCounts = [1, 2, 4, 8, 16, 32, 64]

  @Test(arguments: [0, -1, -8, 3, 6, 12, 1_023, 2_048, .max, .min])
  func refusesALeafCountThatIsNoPowerOfTwoUpTo1024(leafCount: Int) {
    #expect(throws: ParallelError.leafCount(leafCount)) {
      try ReductionTree(leafCount: leafCount)
    }
  }

  @Test func givesTheFirstRanksTheLeavesThatAreLeftOver() throws {
    let tree = try ReductionTree(leafCount: 8)
    func leaves(_ worldSize: Int) -> [Range<Int>] {
      (0..<worldSize).map { tree.leaves(ofRank: $0, worldSize: worldSize) }
    }
    #expect(leaves(1) == [0..<8])
    #expect(leaves(3) == [0..<3, 3..<6, 6..<8])
    #expect(leaves(5) == [0..<2, 2..<4, 4..<6, 6..<7, 7..<8])
    #expect(leaves(8) == (0..<8).map { $0..<$0 + 1 })
  }

  @Test(arguments: leafCounts + [1_024])
  func givesEveryRankConsecutiveLeaves(leafCount: Int) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    for worldSize in 1...leafCount {
      var end = 0
      for rank in 0..<worldSize {
        let leaves = tree.leaves(ofRank: rank, worldSize: worldSize)
        let count = leafCount / worldSize + (rank < leafCount % worldSize ? 1 : 0)
        #expect(leaves == end..<end + count, "rank \(rank) of \(worldSize)")
        end = leaves.upperBound
      }
      #expect(end == leafCount, "world of \(worldSize)")
    }
  }

  /// A block is a node of the tree, and its parent is not wholly inside the shard.
  @Test(arguments: leafCounts)
  func cutsShardsIntoMaximalNodes(leafCount: Int) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    let most = max(1, 2 * leafCount.trailingZeroBitCount)
    for start in 0..<leafCount {
      for end in start + 1...leafCount {
        let blocks = ReductionTree.blocks(of: start..<end)
        #expect(blocks.count <= most, "\(start)..<\(end): \(blocks)")
        #expect(blocks.first?.lowerBound == start && blocks.last?.upperBound == end)
        for (block, next) in zip(blocks, blocks.dropFirst()) {
          #expect(block.upperBound == next.lowerBound, "\(blocks)")
        }
        for block in blocks {
          let size = block.count
          #expect(size.nonzeroBitCount == 1 && block.lowerBound.isMultiple(of: size), "\(block)")
          let parent = block.lowerBound / (2 * size) * 2 * size
          let parentIsInside = parent >= start && parent + 2 * size <= end
          #expect(!parentIsInside || 2 * size > tree.leafCount, "\(block) of \(start)..<\(end)")
        }
      }
    }
    #expect(ReductionTree.blocks(of: 3..<3).isEmpty)
    #expect(ReductionTree.blocks(of: 3..<6) == [3..<4, 4..<6])
  }

  /// The stack machine's result, written out, is the balanced tree's sum for every world.
  @Test(arguments: leafCounts)
  func plansTheBalancedSumOfEveryWorld(leafCount: Int) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    let expected = balancedSum(0..<leafCount)
    for worldSize in 1...leafCount {
      var stack: [String] = []
      var deepest = 0
      for step in tree.plan(worldSize: worldSize) {
        let blocks = ReductionTree.blocks(
          of: tree.leaves(ofRank: step.rank, worldSize: worldSize))
        stack.append(balancedSum(blocks[step.block]))
        deepest = max(deepest, stack.count)
        for _ in 0..<step.merges {
          guard stack.count >= 2 else {
            Issue.record("world of \(worldSize): too few sums to add")
            return
          }
          let newer = stack.removeLast()
          let older = stack.removeLast()
          stack.append("(\(older) + \(newer))")
        }
      }
      #expect(stack == [expected], "world of \(worldSize)")
      // The kernel that adds the sums up has room for 24.
      #expect(deepest <= 24, "world of \(worldSize): \(deepest) sums wait")
    }
  }

  @Test func plansEveryBlockOnce() throws {
    let tree = try ReductionTree(leafCount: 8)
    let plan = tree.plan(worldSize: 3)
    #expect(plan.map(\.rank) == [0, 0, 1, 1, 2])
    #expect(plan.map(\.block) == [0, 1, 0, 1, 0])
    #expect(plan.map(\.merges) == [0, 0, 2, 0, 2])
    let largest = try ReductionTree(leafCount: 1_024).plan(worldSize: 1_024)
    #expect(largest.map(\.rank) == Array(0..<1_024))
    #expect(largest.reduce(0) { $0 + $1.merges } == 1_023)
  }

  @Test(arguments: leafCounts)
  func cutsBatchesOfAnySize(leafCount: Int) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    for sampleCount in 0...300 {
      let offsets = tree.sampleOffsets(sampleCount: sampleCount)
      #expect(offsets.count == leafCount + 1)
      #expect(offsets.first == 0 && offsets.last == sampleCount)
      let sizes = zip(offsets, offsets.dropFirst()).map { $1 - $0 }
      let (least, rest) = sampleCount.quotientAndRemainder(dividingBy: leafCount)
      #expect(
        sizes.allSatisfy { $0 == least || rest > 0 && $0 == least + 1 },
        "\(sampleCount) samples: \(sizes)")
    }
  }

  /// No batch up to the size has more samples in so many leaves, and one of that size has as many.
  @Test(arguments: leafCounts)
  func hasRoomForTheLargestShardAndNoMore(leafCount: Int) throws {
    let tree = try ReductionTree(leafCount: leafCount)
    for batchSize in 0...300 {
      let offsets = tree.sampleOffsets(sampleCount: batchSize)
      for leaves in 1...leafCount {
        let most = (0...leafCount - leaves).map { offsets[$0 + leaves] - offsets[$0] }.max()
        #expect(
          most == tree.sampleCapacity(leaves: leaves, batchSize: batchSize),
          "\(leaves) leaves of \(batchSize) samples")
      }
    }
  }

  @Test(arguments: [(3, 3), (-1, 3), (0, 0), (0, 9)])
  func endsWithARankThatIsNone(rank: Int, worldSize: Int) async {
    await #expect(processExitsWith: .failure) { [rank, worldSize] in
      _ = try ReductionTree(leafCount: 8).leaves(ofRank: rank, worldSize: worldSize)
    }
  }
}
