/// The partition of the rows that a rank computes into leaves of the global batch, and of the
/// leaves into blocks of the reduction tree.
public struct LeafRows: Sendable, Equatable {
  /// The row at which each leaf starts, followed by the end of the last: one element more than
  /// leaves.
  ///
  /// Equal neighbours bound an empty leaf.
  public let offsets: [Int]

  /// The leaves of each block, a power of two of them, in order and without gaps.
  public let blocks: [Range<Int>]

  /// The greatest number of blocks that a rank's leaves can form: two for each level of a tree of
  /// 1,024 leaves.
  public static let maximumBlockCount = 20

  /// - Precondition: `offsets` ascends from 0 and `blocks` covers its leaves in order.
  package init(offsets: [Int], blocks: [Range<Int>]) {
    precondition(offsets.first == 0, "the first leaf starts at row \(offsets.first ?? -1)")
    precondition(
      blocks.last?.upperBound ?? 0 == offsets.count - 1,
      "\(blocks) do not cover \(offsets.count - 1) leaves")
    self.offsets = offsets
    self.blocks = blocks
  }

  /// The number of rows of all leaves.
  package var rowCount: Int { offsets[offsets.count - 1] }

  /// The number of leaves.
  package var leafCount: Int { offsets.count - 1 }
}
