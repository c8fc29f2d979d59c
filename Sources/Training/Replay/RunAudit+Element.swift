extension RunAudit {
  /// Where a tensor is not as it is computed again.
  package struct Element: Sendable, Equatable {
    /// The tensor: `gradients: dense/kernel block 0`, `optimizer's momentum: dense/kernel`.
    package let tensor: String
    /// What it is of a rank's; nil in a checkpoint.
    let kind: RankDigests.Kind?
    /// The rank that has it, or that updates a checkpoint's; nil where that is not known.
    package internal(set) var rank: Int?
    /// The rank that updates a weight which is wrong only in the memory of the host of `rank`; nil
    /// where that is not known, and for other tensors.
    package internal(set) var updatingRank: Int?
    /// Whether only the copy of the host of `rank` is wrong.
    package internal(set) var isOfHost = false
    /// The number of further elements that differ; nil where it is not known.
    package let otherCount: Int?
    /// The element's indices in the tensor's dimensions; nil where several differ.
    package private(set) var indices: [Int]?
    /// The element's number in row-major order.
    private(set) var number: Int?
    /// What the element was in the run.
    package private(set) var found: String?
    /// What it is, computed again.
    package private(set) var expected: String?

    init(
      tensor: String, kind: RankDigests.Kind? = nil, rank: Int? = nil, otherCount: Int? = nil
    ) {
      self.tensor = tensor
      self.kind = kind
      self.rank = rank
      self.otherCount = otherCount
    }

    /// Sets the element, by its number in row-major order.
    mutating func locate(_ index: Int, in shape: [Int], _ found: String, _ expected: String) {
      indices = shape.indices(ofElement: index)
      self.number = index
      self.found = found
      self.expected = expected
    }
  }
}
