import Kernels

/// What a rank says after its passes over a batch.
public struct StepRecords: Sendable, Equatable {
  /// How many sums each leaf has.
  public let width: Int
  /// The sums of this rank's leaves, leaf by leaf.
  public var sums: [Double]
  /// What else every rank must know.
  public var flags: StepFlags = []

  /// Records of zeros.
  public init(leafCount: Int, width: Int) {
    self.width = width
    sums = [Double](repeating: 0, count: leafCount * width)
  }
}

/// What one rank says to all; what any rank says, holds.
public struct StepFlags: OptionSet, Sendable {
  /// The flags' bits.
  public let rawValue: Int

  /// Flags of the given bits.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// The rank's block sums have a number that is none, or so large that their sum may overflow.
  public static let gradientIsLarge = StepFlags(rawValue: 1)
  /// The rank was asked to end.
  public static let stopRequested = StepFlags(rawValue: 2)
  /// It is time for a checkpoint.
  public static let checkpointDue = StepFlags(rawValue: 4)
}

/// What all ranks together say of a batch.
public struct StepTotals: Sendable, Equatable {
  /// The sums over all samples, leaf by leaf and then in the tree's order.
  public var sums: [Double]
  /// What any rank said.
  public var flags: StepFlags

  /// Totals of no samples, `width` sums.
  init(width: Int) {
    sums = [Double](repeating: 0, count: width)
    flags = []
  }

  /// Adds up all leaves' sums, `width` for each leaf.
  init(_ leaves: [Double], width: Int, flags: StepFlags) {
    self.init(width: width)
    set(leaves, flags: flags)
  }

  /// Replaces the totals by those of other leaves; allocates nothing while nobody else has these.
  mutating func set(_ leaves: [Double], flags: StepFlags) {
    let width = sums.count
    let leafCount = width == 0 ? 0 : leaves.count / width
    unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: leafCount) { column in
      guard let base = column.baseAddress else { return }
      for place in 0..<width {
        for leaf in 0..<leafCount { unsafe base[leaf] = leaves[leaf * width + place] }
        sums[place] = unsafe treeSum(base, count: leafCount)
      }
    }
    self.flags = flags
  }
}
