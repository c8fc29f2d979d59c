import Kernels

/// What a rank says of one of its leaves after a forward pass.
public struct LeafRecord: Sendable, Equatable {
  /// The sum of the samples' losses, added in order.
  public var loss: Double
  /// The samples that were classified right.
  public var hits: Int

  /// The record of an empty leaf.
  public static let empty = LeafRecord(loss: 0, hits: 0)

  /// A record of one leaf.
  public init(loss: Double, hits: Int) {
    self.loss = loss
    self.hits = hits
  }
}

/// What all ranks together say of a batch.
public struct StepTotals: Sendable, Equatable {
  /// The sum of all samples' losses, leaf by leaf and then in the tree's order.
  public var loss: Double
  /// The samples that were classified right.
  public var hits: Int
  /// Whether every gradient of the update before this batch was finite.
  public var lastUpdateWasFinite: Bool

  /// Adds up all leaves' records.
  init(_ leaves: [LeafRecord], lastUpdateWasFinite: Bool) {
    var losses = leaves.map(\.loss)
    loss = unsafe losses.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      return unsafe treeSum(base, count: buffer.count)
    }
    hits = leaves.reduce(0) { $0 + $1.hits }
    self.lastUpdateWasFinite = lastUpdateWasFinite
  }
}
