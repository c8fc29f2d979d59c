extension RunAudit {
  /// Where a tensor is not as it is computed again.
  package struct Element: Sendable, Equatable {
    /// The tensor: `gradients: dense/kernel block 0`, `optimizer's momentum: dense/kernel`.
    package let tensor: String
    /// What it is of a rank's; nil in a checkpoint.
    let kind: RankDigests.Kind?
    /// The rank that has it, or that updates a checkpoint's; nil where that is not known.
    package let rank: Int?
    /// The number of further elements that differ; nil where it is not known.
    package let otherCount: Int?
    /// The element's indices in the tensor's dimensions; nil where several differ.
    package private(set) var indices: [Int]?
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
      var rest = index
      indices = shape.reversed().map { size in
        defer { rest /= max(size, 1) }
        return rest % max(size, 1)
      }.reversed()
      self.found = found
      self.expected = expected
    }
  }
}
