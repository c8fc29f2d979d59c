import Kernels
import TestSupport
import Testing

/// A reduction tree over blocks, written as it is summed.
indirect enum BlockTree: Sendable {
  case block
  case sum(BlockTree, BlockTree)

  static func balanced(_ depth: Int) -> BlockTree {
    depth == 0 ? .block : .sum(balanced(depth - 1), balanced(depth - 1))
  }

  /// `count` blocks that all wait for the last one.
  static func leaningRight(_ count: Int) -> BlockTree {
    count == 1 ? .block : .sum(.block, leaningRight(count - 1))
  }

  static func leaningLeft(_ count: Int) -> BlockTree {
    count == 1 ? .block : .sum(leaningLeft(count - 1), .block)
  }

  /// The additions that follow each block.
  var merges: [Int] {
    switch self {
    case .block: [0]
    case .sum(let older, let newer):
      older.merges + newer.merges.dropLast() + [(newer.merges.last ?? 0) + 1]
    }
  }

  /// The sum of one element over the blocks, which are used up in order.
  func sum(of values: inout ArraySlice<Float>) -> Float {
    switch self {
    case .block: return values.popFirst() ?? .nan
    case .sum(let older, let newer):
      let left = older.sum(of: &values)
      return left + newer.sum(of: &values)
    }
  }
}

@Suite("treeSum")
struct TreeSumTests {
  static let trees: [BlockTree] =
    (0...4).map(BlockTree.balanced) + [
      .leaningLeft(3), .leaningRight(3), .leaningLeft(4), .leaningRight(4), .leaningLeft(9),
      .leaningRight(24),
      // 8 leaves on 3 ranks: blocks of 2, 1, 1, 2 and 2 leaves.
      .sum(.sum(.block, .sum(.block, .block)), .sum(.block, .block)),
      // As many blocks as the balanced tree of four, otherwise joined.
      .sum(.sum(.block, .sum(.block, .block)), .block),
      .sum(.block, .sum(.sum(.block, .block), .block)),
    ]

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the chunks, with and without an offset, in place of each source and not.
  @Test(arguments: trees)
  func equalsTheScalarTree(tree: BlockTree) {
    let merges = tree.merges
    var samples = SampleValues(seed: 1_300)
    for count in [0, 1, 15, 16, 17, 63, 64, 65, 80, 81, 130] {
      for offset in [0, 5] {
        let blocks = merges.map { _ in samples.floats(offset + count) }
        let expected = (0..<count).map { i in
          var column = blocks.map { $0[offset + i] }[...]
          return tree.sum(of: &column) + 0
        }
        for target in [nil, 0, merges.count - 1] {
          let buffers = blocks.map { GuardedBuffer($0) }
          let sources = zip(buffers, merges).map {
            TreeSource(values: $0.pointer, merges: $1)
          }
          let separate = GuardedBuffer(count: count)
          let out = target.map { buffers[$0].pointer + offset } ?? separate.pointer
          sources.withUnsafeBufferPointer {
            kernels.treeSum($0, into: out, offset: offset, count: count)
          }
          expectSameBits(
            Array(UnsafeBufferPointer(start: out, count: count)), expected,
            "\(count) from \(offset), merges \(merges), in place of \(target ?? -1)")
          #expect(separate.isIntactBefore && buffers.allSatisfy { $0.isIntactBefore })
        }
      }
    }
  }

  @Test(arguments: [1, 2, 4, 3])
  func storesNegativeZeroAsPositiveZero(sources: Int) {
    let zeros = GuardedBuffer([Float](repeating: -0.0, count: 70))
    let out = GuardedBuffer(count: 70)
    let list = BlockTree.leaningLeft(sources).merges.map {
      TreeSource(values: zeros.pointer, merges: $0)
    }
    list.withUnsafeBufferPointer { kernels.treeSum($0, into: out.pointer, offset: 0, count: 70) }
    expectSameBits(out.values, [Float](repeating: 0, count: 70), "\(sources) sources of -0")
  }

  @Test func isZeroWithoutSources() {
    let out = GuardedBuffer(count: 3)
    kernels.treeSum(
      UnsafeBufferPointer(start: nil, count: 0), into: out.pointer, offset: 0, count: 3)
    expectSameBits(out.values, [0, 0, 0], "no sources")
  }

  /// 2^53 swallows a 1 that is added alone and keeps two that come together.
  @Test(
    arguments: [
      ([], 0), ([3], 3), ([1, 0x1p53], 0x1p53), ([0x1p53, 0, 1, 1], 0x1p53 + 2),
      ([0x1p53, 1, 1, 0], 0x1p53), ([1, 2, 3, 4, 5, 6, 7, 8], 36),
    ] as [([Double], Double)])
  func addsDoublesInPairs(values: [Double], expected: Double) {
    let buffer = GuardedBuffer(values)
    #expect(kernels.treeSum(buffer.pointer, count: values.count) == expected)
    let apart = GuardedBuffer(values.flatMap { [$0, .nan, .nan] })
    #expect(kernels.treeSum(apart.pointer, count: values.count, stride: 3) == expected)
  }
}
