import Kernels

/// What each rank contributes to a step besides gradients.
package struct StepRecords: Sendable, Equatable {
  /// The number of sums of each leaf.
  package let width: Int
  /// The sums of this rank's leaves, leaf by leaf.
  package var sums: [Double]
  /// The flags that this rank sets.
  package var flags: StepFlags = []

  /// Creates records of zeros.
  package init(leafCount: Int, width: Int) {
    self.width = width
    sums = [Double](repeating: 0, count: leafCount * width)
  }
}

/// Flags that each rank contributes; one that any rank sets is set for all.
package struct StepFlags: OptionSet, Sendable {
  /// The bits of the flags.
  package let rawValue: Int

  /// Creates flags from bits.
  package init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The rank's block sums have a value that is not finite, or so large that their sum may
  /// overflow.
  package static let gradientIsLarge = StepFlags(rawValue: 1)
  /// The rank has received a request to stop.
  package static let stopRequested = StepFlags(rawValue: 2)
  /// A checkpoint is due.
  package static let checkpointDue = StepFlags(rawValue: 4)
  /// Rank 0 has a decision to share before the update.
  package static let decisionPending = StepFlags(rawValue: 8)
}

/// The totals of all ranks over a batch.
package struct StepTotals: Sendable, Equatable {
  /// The sums over all samples, leaf by leaf and then in the tree's order.
  package var sums: [Double]
  /// The flags that any rank set.
  package var flags: StepFlags

  /// Creates `width` zeros.
  init(width: Int) {
    sums = [Double](repeating: 0, count: width)
    flags = []
  }

  /// Sums all leaves' records, `width` numbers for each leaf.
  init(_ leaves: [Double], width: Int, flags: StepFlags) {
    self.init(width: width)
    set(leaves, flags: flags)
  }

  /// Replaces the totals by those of other leaves, without allocation while `sums` is uniquely
  /// referenced.
  mutating func set(_ leaves: [Double], flags: StepFlags) {
    let width = sums.count
    unsafe leaves.withUnsafeBufferPointer { leaves in
      for index in 0..<width {
        sums[index] =
          unsafe leaves.baseAddress.map {
            unsafe kernels.treeSum($0 + index, count: leaves.count / width, stride: width)
          } ?? 0
      }
    }
    self.flags = flags
  }
}
